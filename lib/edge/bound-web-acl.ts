import { StandardWebAcl } from './standard-web-acl';

/** A web ACL, as something has it. */
export interface BoundWebAcl {
  readonly arn: string;
  /** If its rules are known. */
  readonly standard?: StandardWebAcl;
}
