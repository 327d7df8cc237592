import type { Command } from '../command';
import { abort } from './abort';
import { history } from './history';
import { promote } from './promote';
import { rollback } from './rollback';
import { status } from './status';

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [status, history, promote, abort, rollback];
