/** What may be done with an API and what belongs to it, by the management API of API Gateway. */
export enum ManagementVerb {
  /** To read. */
  GET = 'GET',
  /** To make something new, such as a deployment. */
  POST = 'POST',
  /** To replace as a whole, by the import of a document, for example. */
  PUT = 'PUT',
  /** To change, a stage for example. */
  PATCH = 'PATCH',
  /** To delete. */
  DELETE = 'DELETE',
}
