import vm from 'node:vm';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';

interface Contexts {
  readonly constants?: { readonly DONT_CONTEXTIFY?: unknown };
  createContext(object?: unknown, options?: vm.CreateContextOptions): vm.Context;
}

/**
 * Jest's environment of Node, but for its global object: in Jest's, each look-up of `Object` or `Array` asks a sandbox first, where a fifth of the time of a
 * synthesis goes. Globals of its own each test file has all the same.
 */
export default class Environment extends TestEnvironment {
  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    const contexts = vm as unknown as Contexts;
    const { createContext, constants } = contexts;
    const plain = constants?.DONT_CONTEXTIFY; // of Node 20.18 and 22.8
    if (plain) contexts.createContext = (_object, options) => createContext(plain, options);
    try {
      super(config, context);
    } finally {
      contexts.createContext = createContext;
    }
  }
}
