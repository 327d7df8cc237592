import { Assembly, TemplateResource } from './assembly';
import { ChangeKind, Changes, OtherChanges } from './diff-report';
import { titleOf } from './read-stages';
import { References } from './references';
import { code } from './words';
import { canonical } from '../../lib/openapi/compare-source';

/** What the report says by itself, or what follows from that. */
const SAID = /^AWS::(ApiGateway(V2)?::(?!Account|ApiKey|ClientCertificate|VpcLink)\w+|CloudWatch::(Alarm|CompositeAlarm)|WAFv2::WebACLAssociation|CDK::Metadata)$|^Custom::ApiGatewayRelease/;

const DOMAIN = /^AWS::ApiGateway(V2)?::DomainName(V2)?$/;

/** Counts what else is other in the templates. */
export function otherChanges(before: Assembly, after: Assembly): OtherChanges {
  const [was, is] = [before, after].map((assembly) => byKey(assembly, ({ type }) => !SAID.test(type)));
  const byType = new Map<string, number>();
  const count = (resources: TemplateResource[]) => {
    for (const { type } of resources) byType.set(type, (byType.get(type) ?? 0) + 1);
    return resources.length;
  };
  const text = ({ type, properties }: TemplateResource) => canonical([type, properties]);
  const missing = (one: typeof was, other: typeof was) => [...one].filter(([key]) => !other.has(key)).map(([, resource]) => resource);
  const differing = [...is].filter(([key, resource]) => was.has(key) && text(was.get(key)!) !== text(resource)).map(([, resource]) => resource);
  const counts = { added: count(missing(is, was)), removed: count(missing(was, is)), changed: count(differing) };
  return { ...counts, byType: Object.fromEntries([...byType].sort(([, one], [, other]) => other - one)) };
}

/** Compares the custom domains, each of which may be of several APIs. */
export function compareDomains(before: Assembly, after: Assembly, changes: Changes): void {
  const [was, is] = [before, after].map((assembly) => byKey(assembly, ({ type }) => DOMAIN.test(type)));
  const texts = new Map([before, after].map((assembly) => [assembly, new References(assembly)]));
  const read = (resource: TemplateResource, assembly: Assembly) => texts.get(assembly)!.text(resource.properties, resource.template);
  const add = (kind: ChangeKind, effect: 'breaking' | 'review' | 'other', resource: TemplateResource, message: string) => changes.add('domains', kind, effect, `domain ${titleOf(resource)}`, message);
  for (const [key, domain] of is) {
    const properties = read(domain, after);
    const known = was.get(key);
    if (!known) {
      add('domain-added', 'other', domain, `is new: ${code(properties.DomainName)}`);
      continue;
    }
    const earlier = read(known, before);
    for (const name of new Set([...Object.keys(properties), ...Object.keys(earlier)])) {
      if (name === 'Tags' || canonical(properties[name] ?? null) === canonical(earlier[name] ?? null)) continue;
      if (name === 'DomainName') add('domain-changed', 'breaking', domain, `is ${code(properties[name])}, and was ${code(earlier[name])}`);
      else add('domain-changed', 'review', domain, `has ${code(name)} ${code(properties[name] ?? 'nothing')}, and had ${code(earlier[name] ?? 'nothing')}`);
    }
  }
  for (const [key, domain] of was) if (!is.has(key)) add('domain-removed', 'breaking', domain, `is gone: ${code(read(domain, before).DomainName)}`);
}

function byKey(assembly: Assembly, isOne: (resource: TemplateResource) => boolean): Map<string, TemplateResource> {
  return new Map([...assembly.resources()].filter(isOne).map((resource) => [`${resource.template.stack} ${resource.logicalId}`, resource]));
}
