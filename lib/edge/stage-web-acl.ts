import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { ArnFormat, Mixin } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { WebAcl } from './web-acl';
import { noteWebAcl } from './web-acl-of-stage';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';

/** Properties of `StageWebAcl`. */
export interface StageWebAclProps {
  /**
   * The web ACL.
   *
   * @default WebAcl.standard()
   */
  readonly webAcl?: WebAcl;
}

/**
 * A web ACL of AWS WAF for a stage of a REST API, which looks at requests before anything else does.
 *
 * Defines an `AWS::WAFv2::WebACLAssociation`, of which a stage has one. With `WebAcl.none()` it does nothing.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
 */
export class StageWebAcl extends Mixin {
  private readonly webAcl: WebAcl;

  constructor(props: StageWebAclProps = {}) {
    super();
    checkMembers(props, ['webAcl'], 'StageWebAcl');
    this.webAcl = props.webAcl ?? WebAcl.standard();
    if (typeof this.webAcl._ofStage !== 'function') fail(`'webAcl' must be WebAcl.standard(), WebAcl.fromArn("…") or WebAcl.fromWebAcl(webAcl), got ${show(props.webAcl)}`);
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    if (!isRestStage(stage)) {
      fail('web ACLs are for stages of REST APIs, and API Gateway offers none for HTTP and WebSocket APIs: leave the mixin out, and put an ApiDistribution with a web ACL in front', stage);
    }
    const bound = this.webAcl._ofStage(stage);
    if (!bound) return;
    const id = stage.node.id === 'Resource' ? '#WebAclAssociation' : `#${stage.node.id}WebAclAssociation`;
    const scope = stage.node.scope as Construct;
    if (scope.node.tryFindChild(id)) fail('the stage has a web ACL by a mixin or its gateway already: apply the mixin once', stage);
    new CfnWebACLAssociation(scope, id, { webAclArn: bound.arn, resourceArn: arnOf(stage) });
    noteWebAcl(stage, bound);
  }
}

/** It refers to the stage, and so waits for it. */
function arnOf(stage: CfnStage): string {
  return stage.stack.formatArn({
    service: 'apigateway',
    account: '',
    resource: '/restapis',
    resourceName: `${stage.restApiId}/stages/${stage.ref}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
