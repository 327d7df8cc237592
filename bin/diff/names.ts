import { Template } from './assembly';
import { titleOf } from './read-stages';

/** The function that the URI of an integration or an authorizer calls, as a reader knows it; undefined if it calls something else. */
export function functionIn(uri: string, template: Template): string | undefined {
  const found = /:lambda:path\/[^/]*\/functions\/(.*)\/invocations$/.exec(uri)?.[1] ?? /^\$\{[^}]*\}$/.exec(uri)?.[0] ?? /^arn:[^:]*:lambda:.*$/.exec(uri)?.[0];
  return found === undefined ? undefined : named(found, template).replace(/^arn:[^:]*:lambda:[^:]*:[^:]*:function:/, '');
}

/** Text with constructs in place of references to them: "${Handler886CB40B.Arn}" is "Handler". */
export function named(text: string, template: Template): string {
  return text.replace(/\$\{([^}.!:]+)(?:\.[^}]*)?\}/g, (whole, name: string) => {
    const resource = template.resources.get(name);
    return resource ? titleOf(resource) : whole;
  });
}
