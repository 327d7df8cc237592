import { testEqualMeaning } from './support/equal-meaning';

testEqualMeaning();
