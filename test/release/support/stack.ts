import { isDeepStrictEqual } from 'node:util';
import { referencesOf, Resolved, ResolvedProperties, resolve, Template, TemplateResource } from './template';

/** What AWS does not document of CloudFormation. */
export interface Variant {
  /** Whether the handler of a stage sends all properties that are declared, or those that changed. */
  readonly resend: 'all' | 'changed';
  /** Whether a rollback resolves attributes anew, or uses the values it had. */
  readonly rollback: 'anew' | 'had';
}

export const VARIANTS: readonly Variant[] = (['all', 'changed'] as const).flatMap((resend) => (['anew', 'had'] as const).map((rollback) => ({ resend, rollback })));

/** A resource as a handler of CloudFormation leaves it. */
export interface Physical {
  readonly physicalId: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What makes, changes and deletes the resources of a type. A failed create may leave something behind. */
export interface ResourceHandler {
  create(logicalId: string, properties: ResolvedProperties): Promise<Physical>;
  update(logicalId: string, physicalId: string, properties: ResolvedProperties, previous: ResolvedProperties): Promise<Physical>;
  delete(logicalId: string, physicalId: string, properties: ResolvedProperties): Promise<void>;
}

/** Why a resource failed; with the physical id, if one is known, so that it will be deleted. */
export class ResourceFailure extends Error {
  constructor(message: string, public readonly physicalId?: string) {
    super(message);
  }
}

interface Deployed extends Physical {
  readonly resource: TemplateResource;
  readonly resolved: ResolvedProperties;
}

type Resources = ReadonlyMap<string, Deployed>;

/** What an operation did to a resource. */
interface Touched {
  readonly id: string;
  readonly how: 'created' | 'updated' | 'replaced';
  /** As it was before. */
  readonly old?: Deployed;
  /** Of what is deleted when the operation is rolled back. */
  readonly made?: { readonly physicalId?: string; readonly resolved: ResolvedProperties; readonly resource: TemplateResource };
  /** What CloudFormation takes for the last state. */
  readonly last: ResolvedProperties;
}

/** Where other resources of the stack fail. */
export interface Failures {
  /** Right before this resource's turn, or at the end. */
  readonly before?: string;
  /** Right before this resource's turn in the rollback; the rollback is continued afterwards. */
  readonly rollbackBefore?: string;
}

/** What a stack is embedded in. */
export interface Surroundings {
  readonly variant: Variant;
  handlerOf(type: string): ResourceHandler;
  /** Told of every status; the stack has it already. */
  changed(status: string): Promise<void>;
  /** Told before every resource's turn. */
  turn(): Promise<void>;
}

/** One resource is deleted as often in a cleanup, before CloudFormation leaves it alone. */
const CLEANUP_ATTEMPTS = 3;

/** A rollback is continued as often, before it is given up. */
const MOST_ATTEMPTS = 5;

/** CloudFormation's engine for one stack. */
export class Stack {
  public status = '';
  public resources: ReadonlyMap<string, Deployed> = new Map();

  /** A copy that goes its own way. */
  public clone(): Stack {
    const copy = new Stack();
    copy.status = this.status;
    copy.resources = this.resources;
    return copy;
  }

  /** Creates or updates the stack. Gives the reason if that failed; it is rolled back then. */
  public async deploy(template: Template, around: Surroundings, failures: Failures = {}, forced: string[] = []): Promise<string | undefined> {
    const creating = this.resources.size === 0;
    await this.enter(creating ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS', around);
    const before = this.resources;
    const touched: Touched[] = [];
    try {
      for (const [id, resource] of Object.entries(template)) {
        await around.turn();
        if (failures.before === id) throw new ResourceFailure('another resource failed');
        await this.provision(id, resource, touched, around, forced);
      }
      if (failures.before === 'end') throw new ResourceFailure('another resource failed');
    } catch (error) {
      if (!(error instanceof ResourceFailure)) throw error;
      await this.rollBack(creating, before, touched, around, failures);
      return error.message;
    }
    await this.cleanUp(before, template, touched, around);
    this.resources = new Map(Object.keys(template).map((id) => [id, this.resources.get(id)!]));
    await this.enter(creating ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE', around);
    return undefined;
  }

  /** Deletes the stack; again if that failed. */
  public async delete(around: Surroundings): Promise<void> {
    await this.enter('DELETE_IN_PROGRESS', around);
    for (let attempt = 1; !(await this.deleteAll([...this.resources.keys()], around)); attempt++) {
      await this.enter('DELETE_FAILED', around);
      if (attempt === CLEANUP_ATTEMPTS) return;
      await this.enter('DELETE_IN_PROGRESS', around);
    }
    await this.enter('DELETE_COMPLETE', around);
  }

  private async enter(status: string, around: Surroundings): Promise<void> {
    this.status = status;
    await around.changed(status);
  }

  private put(id: string, deployed: Deployed | undefined): void {
    const resources = new Map(this.resources);
    if (deployed) resources.set(id, deployed);
    else resources.delete(id);
    this.resources = resources;
  }

  private resolve(resource: TemplateResource): ResolvedProperties {
    const lookUp = (id: string, attribute?: string): string => {
      const deployed = this.resources.get(id)!;
      const value = attribute === undefined ? deployed.physicalId : deployed.attributes?.[attribute];
      if (value === undefined) throw new ResourceFailure(`CustomResource attribute error: Vendor response doesn't contain ${attribute} attribute in ${id}`);
      return value;
    };
    return resolve(resource.properties, lookUp) as Record<string, Resolved>;
  }

  private async provision(id: string, resource: TemplateResource, touched: Touched[], around: Surroundings, forced: string[]): Promise<void> {
    const old = this.resources.get(id);
    const dependsOnTouched = Object.values(resource.properties).flatMap(referencesOf).some((other) => touched.some((one) => one.id === other));
    if (old && !dependsOnTouched && !forced.includes(id) && isDeepStrictEqual(old.resource, resource)) return;
    const resolved = this.resolve(resource);
    if (old && isDeepStrictEqual(old.resolved, resolved) && !forced.includes(id)) {
      this.put(id, { ...old, resource });
      return;
    }
    const handler = around.handlerOf(resource.type);
    if (!old) {
      try {
        const physical = await handler.create(id, resolved);
        this.put(id, { ...physical, resource, resolved });
        touched.push({ id, how: 'created', made: { physicalId: physical.physicalId, resolved, resource }, last: resolved });
      } catch (error) {
        touched.push({ id, how: 'created', made: { physicalId: (error as ResourceFailure).physicalId, resolved, resource }, last: resolved });
        throw error;
      }
      return;
    }
    try {
      const physical = await handler.update(id, old.physicalId, resolved, old.resolved);
      this.put(id, { ...physical, resource, resolved });
      const replaced = physical.physicalId !== old.physicalId;
      touched.push({ id, how: replaced ? 'replaced' : 'updated', old, last: resolved, ...(replaced && { made: { physicalId: physical.physicalId, resolved, resource } }) });
    } catch (error) {
      touched.push({ id, how: 'updated', old, last: resolved });
      throw error;
    }
  }

  /** After success: deletes what the template has no more, and what was replaced. */
  private async cleanUp(before: ReadonlyMap<string, Deployed>, template: Template, touched: readonly Touched[], around: Surroundings): Promise<void> {
    if (before.size > 0) await this.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', around);
    const replaced = new Map(touched.filter(({ how }) => how === 'replaced').map(({ id, old }) => [id, old!]));
    for (const [id, deployed] of [...before].reverse()) {
      const gone = !(id in template);
      if (!gone && !replaced.has(id)) continue;
      await around.turn();
      const { resource, physicalId, resolved } = deployed;
      if (!resource.retain) await severalTimes(() => around.handlerOf(resource.type).delete(id, physicalId, resolved));
      if (gone) this.put(id, undefined);
    }
  }

  private async rollBack(creating: boolean, before: Resources, touched: readonly Touched[], around: Surroundings, failures: Failures): Promise<void> {
    if (creating) {
      await this.enter('ROLLBACK_IN_PROGRESS', around);
      for (const { id, made: { physicalId, resource, resolved } = {} } of touched) {
        if (physicalId && resource && resolved && !this.resources.has(id)) this.put(id, { physicalId, resource, resolved });
      }
      for (let attempt = 1; !(await this.deleteAll([...this.resources.keys()], around)); attempt++) {
        await this.enter('ROLLBACK_FAILED', around);
        if (attempt === MOST_ATTEMPTS) return;
      }
      await this.enter('ROLLBACK_COMPLETE', around);
      return;
    }
    await this.enter('UPDATE_ROLLBACK_IN_PROGRESS', around);
    const remaining = [...before.keys()].map((id) => touched.find((one) => one.id === id && one.old)).filter((one) => one !== undefined);
    let stop = failures.rollbackBefore;
    let attempts = 0;
    while (remaining.length > 0 || stop !== undefined) {
      try {
        if (stop !== undefined && (remaining.length === 0 || remaining[0].id === stop)) {
          stop = undefined;
          throw new ResourceFailure('another resource failed in the rollback');
        }
        await around.turn();
        await this.restore(remaining[0], around);
        remaining.shift();
      } catch (error) {
        if (!(error instanceof ResourceFailure)) throw error;
        if (++attempts === MOST_ATTEMPTS) return this.enter('UPDATE_ROLLBACK_FAILED', around);
        await this.enter('UPDATE_ROLLBACK_FAILED', around);
        await this.enter('UPDATE_ROLLBACK_IN_PROGRESS', around); // ContinueUpdateRollback
      }
    }
    await this.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', around);
    for (const { id, how, made } of [...touched].reverse()) {
      if (!made) continue;
      await around.turn();
      const { physicalId, resource, resolved } = made;
      if (physicalId && !resource.retain) await severalTimes(() => around.handlerOf(resource.type).delete(id, physicalId, resolved));
      if (how === 'created') this.put(id, undefined);
    }
    // What was compared only, and not called, is as before, too.
    for (const [id, deployed] of before) if (!touched.some((one) => one.id === id)) this.put(id, deployed);
    await this.enter('UPDATE_ROLLBACK_COMPLETE', around);
  }

  private async restore({ id, how, old, last }: Touched, around: Surroundings): Promise<void> {
    const { resource, physicalId } = old!;
    const handler = around.handlerOf(resource.type);
    const resolved = around.variant.rollback === 'anew' ? this.resolve(resource) : old!.resolved;
    if (how === 'replaced' && !resource.type.startsWith('Custom::')) {
      this.put(id, old);
      return;
    }
    const current = this.resources.get(id)?.physicalId ?? physicalId;
    const physical = await handler.update(id, current, resolved, last);
    this.put(id, { ...physical, resource, resolved });
  }

  private async deleteAll(ids: string[], around: Surroundings): Promise<boolean> {
    for (const id of ids.reverse()) {
      const { physicalId, resource, resolved } = this.resources.get(id)!;
      await around.turn();
      try {
        if (!resource.retain) await around.handlerOf(resource.type).delete(id, physicalId, resolved);
      } catch (error) {
        if (!(error instanceof ResourceFailure)) throw error;
        return false;
      }
      this.put(id, undefined);
    }
    return true;
  }
}

async function severalTimes(action: () => Promise<void>): Promise<void> {
  for (let count = 1; ; count++) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ResourceFailure)) throw error;
      if (count === CLEANUP_ATTEMPTS) return undefined;
    }
  }
}
