import { Dependable, IConstruct, IDependable } from 'constructs';

/**
 * Calls back whenever synthesis begins to prepare the templates of an app or a stage of it: after all aspects,
 * before the CDK looks for references between stacks. It asks the root of the tree first for what that depends on,
 * and here gets no answer.
 */
export function beforePreparation(root: IConstruct, callback: () => void): void {
  const hook: IDependable = {};
  let isCalling = false; // whoever is called may ask for dependencies, too
  Dependable.implement(hook, {
    get dependencyRoots() {
      if (isCalling) return [];
      isCalling = true;
      try {
        callback();
      } finally {
        isCalling = false;
      }
      return [];
    },
  });
  root.node.addDependency(hook);
}
