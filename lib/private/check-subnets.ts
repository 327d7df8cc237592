import { IVpc, SelectedSubnets, SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { checkMembers } from './check-members';
import { fail } from './errors';
import { checkKinds, has, isFlag, isListOf, isOneOf, isText, Kinds, TRUE_OR_FALSE } from './kinds';

const MEMBERS: Record<keyof SubnetSelection, true> = {
  subnetType: true, availabilityZones: true, subnetGroupName: true, onePerAz: true, subnetFilters: true, subnets: true,
};

const KINDS: Kinds<SubnetSelection> = [
  ['subnetType', isOneOf(SubnetType), 'a SubnetType, such as SubnetType.PRIVATE_ISOLATED'],
  ['availabilityZones', (zones) => Array.isArray(zones) && zones.every(isText), 'a list, such as ["eu-west-1a"]'],
  ['subnetGroupName', isText, 'the name of a group of subnets'],
  ['onePerAz', isFlag, TRUE_OR_FALSE],
  ['subnetFilters', isListOf(has('selectSubnets', 'function')), 'a list, such as [SubnetFilter.availabilityZones(["eu-west-1a"])]'],
  ['subnets', isListOf(has('subnetId', 'string')), 'a list of subnets of aws-cdk-lib/aws-ec2'],
];

/**
 * Checks that a VPC has the subnets that are selected, and tells them.
 *
 * @param prop what they are selected in
 */
export function checkSubnets(prop: string, vpc: IVpc, selection: SubnetSelection | undefined, scope?: IConstruct): SelectedSubnets {
  if (selection !== undefined) {
    checkMembers(selection, Object.keys(MEMBERS), `'${prop}'`, scope);
    checkKinds(selection, KINDS, scope);
  }
  const selected = select(prop, vpc, selection, scope);
  if (selected.subnets.length === 0 && !selected.isPendingLookup) fail(`'${prop}' must select subnets of the VPC [${vpc.node.path}], got none: write { subnetType: SubnetType.PRIVATE_ISOLATED }, for example`, scope);
  return selected;
}

/** The VPC alone knows which subnets it has, and throws what it has to say. */
function select(prop: string, vpc: IVpc, selection: SubnetSelection | undefined, scope?: IConstruct): SelectedSubnets {
  try {
    return vpc.selectSubnets(selection);
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0].replace(/\.$/, '');
    return fail(`'${prop}' must select subnets that the VPC [${vpc.node.path}] has, which says "${reason}": write { subnetType: SubnetType.PRIVATE_ISOLATED }, for example`, scope);
  }
}
