import { CfnElement, CfnResource, ICfnResourceOptions, Stack, Stage } from 'aws-cdk-lib/core';
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
  private readonly templates = new Map<Stack, Map<IConstruct, Set<IConstruct>>>();

  private constructor(root: IConstruct) {
    for (const element of root.node.findAll()) {
      if (!CfnElement.isCfnElement(element) || Stage.of(element) !== root) continue;
      const targets = referencedConstructs(partsOf(element), element);
      for (const target of targets) {
        const users = this.users.get(target);
        if (users) users.push(element);
        else this.users.set(target, [element]);
      }
      if (CfnResource.isCfnResource(element)) element.obtainDependencies().forEach((dependency) => targets.add(dependency));
      this.targets.set(element, targets);
    }
  }

  /** The elements that refer to a resource. */
  public usersOf(resource: IConstruct): CfnElement[] {
    return this.users.get(resource) ?? [];
  }

  /**
   * The shortest way from a resource over what it refers to and waits for back to itself, with it at both ends. To a
   * template, a nested stack is one resource, which waits for all that something in it waits for.
   */
  public cycleThrough(resource: CfnElement): IConstruct[] | undefined {
    for (let stack: Stack | undefined = resource.stack; stack; stack = stack.nestedStackParent) {
      const cycle = shortestCycle(inTemplateOf(resource, stack), this.inTemplate(stack));
      if (cycle) return cycle;
    }
    return undefined;
  }

  /** What refers to what in the template of a stack, with its nested stacks as resources. */
  private inTemplate(stack: Stack): Map<IConstruct, Set<IConstruct>> {
    const made = this.templates.get(stack);
    if (made) return made;
    const edges = new Map<IConstruct, Set<IConstruct>>();
    this.templates.set(stack, edges);
    for (const [element, targets] of this.targets) {
      const source = inTemplateOf(element, stack);
      if (!source) continue;
      const known = edges.get(source) ?? new Set();
      edges.set(source, known);
      for (const target of targets) {
        const there = inTemplateOf(target, stack);
        if (there && (there !== source || target === element)) known.add(there);
      }
    }
    return edges;
  }
}

/** What an element becomes, and its policies, of which the CDK keeps no references. */
function partsOf(element: CfnElement): unknown[] {
  const { updatePolicy, creationPolicy } = CfnResource.isCfnResource(element) ? element.cfnOptions : {} as ICfnResourceOptions;
  return [(element as unknown as { _toCloudFormation(): object })._toCloudFormation(), updatePolicy, creationPolicy];
}

/** What a construct is in the template of a stack: itself, the nested stack that it is in, or nothing. */
function inTemplateOf(construct: IConstruct, stack: Stack): IConstruct | undefined {
  let own: Stack | undefined = Stack.isStack(construct) ? construct : Stack.of(construct);
  if (own === stack) return construct;
  while (own && own.nestedStackParent !== stack) own = own.nestedStackParent;
  return own?.nestedStackResource;
}

function shortestCycle(start: IConstruct | undefined, edges: Map<IConstruct, Set<IConstruct>>): IConstruct[] | undefined {
  if (!start) return undefined;
  const from = new Map<IConstruct, IConstruct>();
  const queue = [start];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const target of edges.get(next) ?? []) {
      if (target === start) return [...trace(next, from), start];
      if (!from.has(target)) {
        from.set(target, next);
        queue.push(target);
      }
    }
  }
  return undefined;
}

function trace(construct: IConstruct, from: Map<IConstruct, IConstruct>): IConstruct[] {
  const before = from.get(construct);
  return before ? [...trace(before, from), construct] : [construct];
}
