/** `npm run bench`: measures, and prints tables. Not part of `npm test`: its figures depend on the machine. */
import { install, main, npx, projen, step } from './steps.mjs';

main(() => {
  install();
  step('Bundling the functions that the library ships', () => projen('bundle'));
  step('Measuring the RESOURCES layout beside the L2', () => npx('tsx', '--tsconfig', 'bench/tsconfig.json', 'bench/rest-resources.ts'));
});
