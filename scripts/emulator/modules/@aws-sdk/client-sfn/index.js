/** The one call of Step Functions that the CDK's provider framework makes, so that the SDK's client need not be installed for it. */
class SFN {
  async startExecution(input) {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.StartExecution',
        'authorization': `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/20250101/${process.env.AWS_REGION}/states/aws4_request, SignedHeaders=host, Signature=x`,
      },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`StartExecution answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}
module.exports = { SFN };
