import type { Command } from '../command';
import { abort } from './abort';
import { diff } from './diff';
import { exportDocument } from './export';
import { flushCache } from './flush-cache';
import { history } from './history';
import { keysImport, keysList, keysRevoke } from './keys';
import { promote } from './promote';
import { rollback } from './rollback';
import { sdk } from './sdk';
import { status } from './status';
import { test } from './test';
import { usage } from './usage';

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  status, diff, history, promote, abort, rollback, flushCache, exportDocument, sdk, test, usage, keysList, keysImport, keysRevoke,
];
