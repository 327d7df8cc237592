import { Command as Parser, CommanderError } from 'commander';
import type { Command, Parameters } from './command';
import { CommandError, commandErrorOf, usageError } from './command-error';
import { COMMANDS } from './commands';
import { Context } from './context';
import { ExitCode } from './exit-code';
import type { CommonOptions } from './options';
import type { Surroundings } from './surroundings';
import { logTo } from '../handlers/release/log';
import { version } from '../package.json';

/** Does what the command line says, while it is parsed. */
type Act = (action: () => Promise<number>) => Promise<void>;

const ABOUT_API = '--api <id or path>';

/** Runs the command, and returns what the process ends with. */
export async function gatehouse(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = ExitCode.OK;
  const program = parserOf(surroundings, async (action) => { exitCode = await action(); });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return ExitCode.OK; // help and version
      if (error.code === 'commander.help') return ExitCode.USAGE; // help was printed, because nothing was said
      return failed(surroundings, new CommandError(sentenceOf(error.message), ExitCode.USAGE), args.includes('--json'));
    }
    return failed(surroundings, commandErrorOf(error), args.includes('--json'));
  }
}

/** "error: unknown command 'statu'\n(Did you mean status?)" in one line. */
function sentenceOf(message: string): string {
  return message.replace(/^error: /, '').replace(/\s*\n\s*\(D/, ' (d');
}

function failed({ out, err }: Surroundings, { message, exitCode }: CommandError, json: boolean): number {
  err(`gatehouse: ${message}\n`);
  if (json) out(`${JSON.stringify({ error: message, exitCode }, undefined, 2)}\n`);
  return exitCode;
}

/** The argument parser. */
function parserOf(surroundings: Surroundings, act: Act): Parser {
  const program = configured(new Parser('gatehouse'), surroundings)
    .description('Looks at deployed REST APIs, runs their releases, keys and caches, and reviews\nchanges of APIs.')
    .version(version, '--version', 'print the version');
  program.addHelpText('after', `\nExit codes: ${EXIT_CODES}`);
  for (const command of COMMANDS) {
    const names = command.name.split(' ');
    const above = names.length > 1 ? groupOf(program, names[0], surroundings) : program;
    define(configured(above.command(names.at(-1)!), surroundings), command, surroundings, act);
  }
  return program;
}

const EXIT_CODES = '0 done, 1 failed, 2 wrong usage, 3 not confirmed,\n4 not found, 5 no credentials, Region or permission, 6 found what to fail on';

const GROUPS: Readonly<Record<string, string>> = { keys: 'API keys: list, import, revoke' };

function groupOf(program: Parser, name: string, surroundings: Surroundings): Parser {
  return program.commands.find((each) => each.name() === name) ?? configured(program.command(name), surroundings).description(GROUPS[name]);
}

function configured(command: Parser, { out, err, width }: Surroundings): Parser {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'print this')
    .configureHelp({ helpWidth: width })
    .configureOutput({ writeOut: out, writeErr: err, outputError: () => undefined, getOutHelpWidth: () => width, getErrHelpWidth: () => width });
}

function define(parser: Parser, command: Command, surroundings: Surroundings, act: Act): void {
  parser.summary(command.summary).description([`${command.summary}.`, ...(command.details ? [command.details] : [])].join('\n'));
  for (const [name, text] of command.arguments ?? []) parser.argument(name, text);
  for (const [flags, text] of command.options ?? []) {
    const all = (value: string, before: string[] = []) => [...before, value];
    if (flags.endsWith('...>')) parser.option(flags.replace('...', ''), `${text}; may be said again`, all);
    else parser.option(flags, text);
  }
  const has = (flag: string) => command.options?.some(([flags]) => flags.startsWith(flag));
  if (command.about) parser.option(ABOUT_API, 'the API: its id, or its construct path in the cloud assembly; the only API there if left out');
  if (command.about === 'stage' && !has('--stage')) parser.option('--stage <name>', 'the stage; the only one if left out');
  if (command.about) parser.option('--app <folder>', 'the cloud assembly: what "cdk synth" has written', 'cdk.out');
  if (!command.isLocal) parser.option('--region <region>', 'the Region; that of the stack or of AWS_REGION if left out');
  if (!command.isLocal) parser.option('--profile <name>', 'the profile of the AWS CLI with the credentials');
  if (command.asks) parser.option('--yes', 'do not ask');
  parser.option('--json', 'print the result as JSON');
  if (!command.isLocal) parser.option('--verbose', 'say on the standard error what is changed and repeated');
  parser.action(async (...given: unknown[]) => {
    const options = given.at(-2) as Record<string, any>;
    await act(() => run(command, surroundings, given.slice(0, -2) as Array<string | undefined>, options));
  });
}

async function run(command: Command, surroundings: Surroundings, given: Array<string | undefined>, options: Record<string, any>): Promise<number> {
  logTo(options.verbose ? (line) => surroundings.err(`${line}\n`) : () => undefined);
  const context = new Context(surroundings, { app: 'cdk.out', ...options } as CommonOptions);
  const parameters = { arguments: given, options };
  refuseEmpty(command, parameters);
  try {
    if (command.asks?.(parameters)) context.needsConsent(`"gatehouse ${command.name}"`);
    const { data, text, exitCode = ExitCode.OK } = await command.run(context, parameters);
    context.rest();
    if (options.json) surroundings.out(`${JSON.stringify(data, undefined, 2)}\n`);
    else surroundings.out(typeof text === 'string' ? `${text}\n` : text);
    return exitCode;
  } finally {
    context.rest();
  }
}

/** What may be empty; anything else that is comes of a variable of a script that is not set. */
const MAY_BE_EMPTY = ['body', 'name', 'reason'];

function refuseEmpty({ arguments: named = [] }: Command, { arguments: given, options }: Parameters): void {
  const empty = given.findIndex((value) => value === '');
  if (empty >= 0) throw usageError(`argument '${named[empty][0].replace(/[<>[\]]/g, '')}' must not be empty`);
  const option = Object.keys(options).find((name) => options[name] === '' && !MAY_BE_EMPTY.includes(name));
  if (option !== undefined) throw usageError(`option '--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}' must not be empty`);
}
