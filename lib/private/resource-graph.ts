import { CfnElement, CfnResource, Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { referencedConstructs } from './tokens';

const CURRENT = Symbol.for('cdk-gatehouse.resourceGraph');

/** Which elements of the templates of an app refer to which, as synthesis will write them. */
export class ResourceGraph {
  /**
   * Lets a construct be validated with the graph of the stage of the app that it is in, which is made once for
   * each synthesis and only if somebody looks.
   */
  public static validate(construct: IConstruct, check: (graph: ResourceGraph) => string[]): void {
    const root = (Stage.of(construct) ?? construct.node.root) as IConstruct & { [CURRENT]?: { graph?: ResourceGraph } };
    if (!root[CURRENT]) {
      const current: { graph?: ResourceGraph } = {};
      Object.defineProperty(root, CURRENT, { value: current });
      root.node.addValidation({ // the root is validated first
        validate: () => {
          current.graph = undefined;
          return [];
        },
      });
    }
    construct.node.addValidation({ validate: () => check(root[CURRENT]!.graph ??= new ResourceGraph(root)) });
  }

  private readonly targets = new Map<IConstruct, Set<IConstruct>>();
  private readonly users = new Map<IConstruct, CfnElement[]>();

  private constructor(root: IConstruct) {
    for (const element of root.node.findAll()) {
      if (!CfnElement.isCfnElement(element) || Stage.of(element) !== root) continue;
      const targets = referencedConstructs((element as unknown as { _toCloudFormation(): object })._toCloudFormation(), element);
      for (const target of targets) this.users.set(target, [...this.users.get(target) ?? [], element]);
      if (CfnResource.isCfnResource(element)) element.obtainDependencies().forEach((dependency) => targets.add(dependency));
      this.targets.set(element, targets);
    }
  }

  /** The elements that refer to a resource. */
  public usersOf(resource: IConstruct): CfnElement[] {
    return this.users.get(resource) ?? [];
  }

  /** The shortest way from a resource over what it refers to and waits for back to itself, with it at both ends. */
  public cycleThrough(resource: IConstruct): IConstruct[] | undefined {
    const from = new Map<IConstruct, IConstruct>();
    const queue = [resource];
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (const target of this.targets.get(next) ?? []) {
        if (target === resource) return [...trace(next, from), resource];
        if (!from.has(target)) {
          from.set(target, next);
          queue.push(target);
        }
      }
    }
    return undefined;
  }
}

function trace(construct: IConstruct, from: Map<IConstruct, IConstruct>): IConstruct[] {
  const before = from.get(construct);
  return before ? [...trace(before, from), construct] : [construct];
}
