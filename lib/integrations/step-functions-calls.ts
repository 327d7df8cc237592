import { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { checkCalled, checkOptions, isRequestValue, REQUEST_VALUE } from './check-calls';
import { MappingTemplate } from './mapping-template';
import { RequestValue } from './request-value';
import { ResponseValue } from './response-value';
import { orEmptyObject, ServiceCall } from './service-call';
import { StepFunctionsStartExecutionOptions } from './step-functions-integration-options';
import { fail } from '../private/errors';

/** What the output of an execution is in a template of an answer. */
const OUTPUT = "$input.path('$.output')";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html; a failed execution is an answer of 200, too */
export function startSyncExecution(stateMachine: IStateMachine, options: StepFunctionsStartExecutionOptions): ServiceCall {
  const asked = start(stateMachine, 'StartSyncExecution', options);
  requireExpress(stateMachine);
  return {
    ...asked,
    response: MappingTemplate.vtl(OUTPUT),
    guard: (body, instead) => `#set($status = $input.path('$.status'))#if($status == "SUCCEEDED")${body}#elseif($status == "TIMED_OUT")${instead(504, 'Endpoint request timed out')}#else${instead(500, 'Internal server error')}#end`,
    otherStatuses: [504],
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export function startExecution(stateMachine: IStateMachine, options: StepFunctionsStartExecutionOptions): ServiceCall {
  return {
    ...start(stateMachine, 'StartExecution', options),
    successStatus: 202,
    response: MappingTemplate.json({ executionArn: ResponseValue.bodyText('$.executionArn'), startDate: ResponseValue.body('$.startDate') }),
  };
}

function start(stateMachine: IStateMachine, action: string, options: StepFunctionsStartExecutionOptions): ServiceCall {
  checkCalled('stateMachine', stateMachine, 'stateMachineArn', 'a state machine of aws-cdk-lib/aws-stepfunctions');
  checkOptions(options, [['input', isRequestValue, REQUEST_VALUE], ['executionName', isRequestValue, REQUEST_VALUE]], [], stateMachine);
  const { input = RequestValue.body(), executionName } = options;
  return {
    service: 'states',
    path: `action/${action}`,
    httpMethod: 'POST',
    env: stateMachine.env,
    target: { arn: stateMachine.stateMachineArn, actions: [`states:${action}`] },
    request: MappingTemplate.json({
      stateMachineArn: stateMachine.stateMachineArn,
      input: orEmptyObject(input),
      ...(executionName ? { name: executionName } : {}),
    }),
    errorCode: '$.__type',
    conflicts: executionName && ['ExecutionAlreadyExists'],
  };
}

/** Nobody can wait for a standard workflow. */
export function requireExpress(stateMachine: IStateMachine): void {
  if ((stateMachine as { stateMachineType?: string }).stateMachineType !== 'STANDARD') return;
  fail(`'stateMachine' must be an express workflow for API Gateway to wait for it, got a standard one, [${stateMachine.node.path}]: set its 'stateMachineType', or take stepFunctionsStartExecution`, stateMachine);
}
