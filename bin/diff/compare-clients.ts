import { DescribedApi } from './described-api';
import { ChangeKind, Changes, Effect } from './diff-report';
import { routeIdentity } from './routes-of-document';
import { plain } from './words';
import { compareDocuments } from '../../lib/openapi/compare-documents';
import { documented } from '../../lib/openapi/documented-document';
import { OpenApiChange } from '../../lib/openapi/open-api-comparison';

/** Compares the documents of an API as those see it who call it. What routes there are and who may call them is compared elsewhere. */
export function compareClients(before: DescribedApi, after: DescribedApi, changes: Changes): string[] {
  if (!before.document || !after.document) return [];
  try {
    const { breaking, nonBreaking } = compareDocuments(documented(before.document), documented(after.document));
    addAll(breaking, 'breaking', after, changes);
    addAll(nonBreaking, 'other', after, changes);
    return [];
  } catch (error) {
    return [`the documents of the API are not compared as clients see them: ${(error as Error).message.split('\n')[0]}`];
  }
}

function addAll(found: OpenApiChange[], effect: Effect, after: DescribedApi, changes: Changes): void {
  const seen = new Set<string>();
  for (const { kind, path, method, message } of found) {
    if (/^(route|method|authorization)-/.test(kind)) continue;
    const subject = path === undefined ? 'the API' : subjectOf(path, method, after);
    if (subject === undefined) continue;
    const text = message.slice(message.indexOf(': ') + 2);
    const key = `${kind} ${subject} ${text}`;
    if (!seen.has(key)) changes.add('for clients', kind as ChangeKind, effect, subject, plain(text), kind !== 'documentation-changed' && kind !== 'operation-id-changed');
    seen.add(key);
  }
}

/** A method that ANY stands for is one of seven of it; the preflight is compared elsewhere. */
function subjectOf(path: string, method: string | undefined, { routes }: DescribedApi): string | undefined {
  if (method === undefined) return path;
  const route = { key: '', path, method };
  const found = [method, 'ANY'].map((name) => routes.get(routeIdentity({ ...route, method: name } as never))).find((each) => each !== undefined);
  return found?.isPreflight ? undefined : found?.key ?? `${method} ${path}`;
}
