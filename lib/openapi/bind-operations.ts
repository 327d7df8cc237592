import { IConstruct } from 'constructs';
import { SourceOperation } from './source-document';
import { fail, show } from '../private/errors';

/** What the operations of a document call, by operationId or by "GET /orders/{id}", as a gateway's props say. */
export interface OperationTargets<Handler, Staged, Integration> {
  readonly handlers?: Record<string, Handler>;
  readonly stagedHandlers?: Record<string, Staged>;
  readonly integrations?: Record<string, Integration>;
}

/** What one operation calls, as the options of a route say. */
export interface OperationTarget<Handler, Staged, Integration> {
  readonly handler?: Handler;
  readonly stagedHandler?: Staged;
  readonly integration?: Integration;
}

const OPTIONS = [['handlers', 'handler'], ['stagedHandlers', 'stagedHandler'], ['integrations', 'integration']] as const;

/**
 * Finds what each operation calls. Fails on keys that name no operation, on operations that are named twice, and on those that
 * nobody names and that have no integration of their own.
 */
export function bindOperations<H, S, I>(
  operations: SourceOperation[],
  targets: OperationTargets<H, S, I>,
  scope: IConstruct,
): Map<SourceOperation, OperationTarget<H, S, I>> {
  const bound = new Map<SourceOperation, OperationTarget<H, S, I>>();
  const find = operationFinder(operations, scope);
  for (const [prop, option] of OPTIONS) {
    for (const [operation, key] of find(prop, Object.keys(targets[prop] ?? {}))) {
      if (bound.has(operation)) fail(`the operation ${name(operation)} is bound twice, by ${show(key)} in '${prop}' and before: name it once`, scope);
      const value = targets[prop]![key];
      if (value === undefined) fail(`'${prop}' has nothing for ${show(key)}: leave the key out, or say what the operation calls`, scope);
      bound.set(operation, { [option]: value });
    }
  }
  const unbound = operations.filter((operation) => !bound.has(operation) && !hasIntegration(operation));
  if (unbound.length > 0) {
    const listed = unbound.map((operation) => `\n  - ${name(operation)} at ${operation.cursor.place}`).join('');
    fail(`${unbound.length === 1 ? 'an operation' : `${unbound.length} operations`} of the document ${unbound.length === 1 ? 'calls' : 'call'} nothing: name each in 'handlers', 'stagedHandlers' or 'integrations', by operationId or by method and path, ` +
      `or give it an 'x-amazon-apigateway-integration':${listed}`, scope);
  }
  return bound;
}

/** Finds operations by operationId or by method and path. Fails with all keys that name none. */
export function operationFinder(operations: SourceOperation[], scope: IConstruct): (prop: string, keys: string[]) => Map<SourceOperation, string> {
  const known = new Map(operations.map((operation) => [operation.key, operation]));
  for (const operation of operations) {
    const { operationId, cursor } = operation;
    if (operationId === undefined) continue;
    const other = known.get(operationId);
    if (other && other !== operation) fail(`${cursor.place}: the 'operationId' ${show(operationId)} reads like another operation of the document: call it otherwise`, scope);
    known.set(operationId, operation);
  }
  return (prop, keys) => {
    const unknown = keys.filter((key) => !known.has(key));
    if (unknown.length > 0) fail(`'${prop}' has ${unknown.map(show).join(', ')}, and the document has no such operation: write one of ${operations.map(name).join(', ')}`, scope);
    const found = new Map<SourceOperation, string>();
    for (const key of keys) {
      const operation = known.get(key)!;
      const other = found.get(operation);
      if (other !== undefined) fail(`'${prop}' has ${show(other)} and ${show(key)}, which are the same operation: write one of them`, scope);
      found.set(operation, key);
    }
    return found;
  };
}

/** Whether a document says itself what an operation calls. */
export function hasIntegration({ content }: SourceOperation): boolean {
  return content['x-amazon-apigateway-integration'] !== undefined;
}

function name({ key, operationId }: SourceOperation): string {
  return operationId === undefined ? show(key) : `${show(operationId)} (${key})`;
}
