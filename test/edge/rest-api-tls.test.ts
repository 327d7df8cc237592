import { Match } from 'aws-cdk-lib/assertions';
import { EndpointAccessMode, EndpointType, MockIntegration, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { CfnParameter } from 'aws-cdk-lib/core';
import { mixins } from '../../lib';
import { templateOf, testStack } from '../helpers';

function apiWith(props?: mixins.RestApiTlsProps, endpointTypes?: EndpointType[], stack = testStack()): RestApi {
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, endpointTypes });
  api.root.addMethod('GET', new MockIntegration());
  api.with(new mixins.RestApiTls(props));
  return api;
}

const API = 'AWS::ApiGateway::RestApi';
const REGIONAL = [EndpointType.REGIONAL];

test('TLS 1.2 and above is the default, without an access mode', () => {
  templateOf(apiWith()).hasResourceProperties(API, { SecurityPolicy: 'TLS_1_2', EndpointAccessMode: Match.absent() });
});

test('an enhanced policy is strict unless it is said otherwise', () => {
  const securityPolicy = SecurityPolicy.TLS13_1_3_2025_09;
  templateOf(apiWith({ securityPolicy }, REGIONAL)).hasResourceProperties(API, { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' });
  templateOf(apiWith({ securityPolicy, endpointAccessMode: EndpointAccessMode.BASIC }, REGIONAL)).hasResourceProperties(API, { EndpointAccessMode: 'BASIC' });
});

test('an edge-optimized API takes policies for edge', () => {
  for (const types of [undefined, [EndpointType.EDGE]]) {
    templateOf(apiWith({ securityPolicy: SecurityPolicy.TLS13_2025_EDGE }, types)).hasResourceProperties(API, { SecurityPolicy: 'SecurityPolicy_TLS13_2025_EDGE' });
  }
});

test.each([
  ['SecurityPolicy_TLS13_1_3_2025_09', false], ['SecurityPolicy_TLS13_1_3_FIPS_2025_09', false],
  ['SecurityPolicy_TLS13_1_2_PQ_2025_09', false], ['SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09', false],
  ['SecurityPolicy_TLS13_2025_EDGE', true], ['SecurityPolicy_TLS12_PFS_2025_EDGE', true], ['SecurityPolicy_TLS12_2018_EDGE', true],
])('the policy %s is for one kind of endpoint', (policy, edge) => {
  const securityPolicy = policy as SecurityPolicy;
  const [right, wrong] = edge ? [EndpointType.EDGE, EndpointType.REGIONAL] : [EndpointType.REGIONAL, EndpointType.EDGE];
  expect(() => apiWith({ securityPolicy }, [right])).not.toThrow();
  expect(() => apiWith({ securityPolicy }, [wrong])).toThrow(`'securityPolicy' ${policy} is`);
});

test.each([
  [SecurityPolicy.TLS13_1_3_2025_09, undefined, "'securityPolicy' SecurityPolicy_TLS13_1_3_2025_09 is not for an edge-optimized API: choose SecurityPolicy_TLS13_2025_EDGE,"],
  [SecurityPolicy.TLS13_1_2_PQ_2025_09, [EndpointType.EDGE], 'is not for an edge-optimized API'],
  [SecurityPolicy.TLS12_2018_EDGE, REGIONAL, 'is for edge-optimized APIs only: choose SecurityPolicy_TLS13_1_3_2025_09,'],
  [SecurityPolicy.TLS13_2025_EDGE, [EndpointType.PRIVATE], 'is for edge-optimized APIs only'],
])('fails with %s for %p', (securityPolicy, types, message) => {
  expect(() => apiWith({ securityPolicy }, types)).toThrow(message);
});

test('fails with an access mode for a legacy policy', () => {
  expect(() => apiWith({ endpointAccessMode: EndpointAccessMode.STRICT })).toThrow("'endpointAccessMode' goes with a 'securityPolicy' that begins with \"SecurityPolicy_\", got TLS_1_2: choose such a policy, or leave 'endpointAccessMode' out");
});

test('an endpoint type that is a token passes', () => {
  const stack = testStack();
  const type = new CfnParameter(stack, 'Type').valueAsString as EndpointType;
  expect(() => apiWith({ securityPolicy: SecurityPolicy.TLS12_2018_EDGE }, [type], stack)).not.toThrow();
});

test('a policy that is a token passes', () => {
  const stack = testStack();
  const securityPolicy = new CfnParameter(stack, 'Policy').valueAsString as SecurityPolicy;
  templateOf(apiWith({ securityPolicy, endpointAccessMode: EndpointAccessMode.STRICT }, REGIONAL, stack)).hasResourceProperties(API, { SecurityPolicy: { Ref: 'Policy' }, EndpointAccessMode: 'STRICT' });
});
