import { ApiException, type Configuration, HttpMethod, type RequestContext } from '@kubernetes/client-node';

/** An object as the API has it, with every field: the typed parts of the client leave out those they do not know. */
export interface RawObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    uid?: string;
    resourceVersion?: string;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** Objects of any kind, by their place in the API: `/api/v1/namespaces/shop/configmaps/app-config`. */
export interface RawObjects {
  /** Undefined where there is none. */
  read(place: string): Promise<RawObject | undefined>;
  /** Server-side apply, by field manager `mayday`: never by force, and never with a field that the kind does not have. */
  apply(place: string, object: RawObject, order: { dryRun: boolean }): Promise<RawObject>;
}

export function rawObjects(configuration: Configuration): RawObjects {
  const request = (place: string, method: HttpMethod) =>
    configuration.baseServer.makeRequestContext(place, method);
  return {
    async read(place) {
      try {
        return await answer(configuration, request(place, HttpMethod.GET));
      } catch (error) {
        if (error instanceof ApiException && error.code === 404) return undefined;
        throw error;
      }
    },
    async apply(place, object, { dryRun }) {
      const context = request(place, HttpMethod.PATCH);
      context.setQueryParam('fieldManager', 'mayday');
      context.setQueryParam('fieldValidation', 'Strict');
      if (dryRun) context.setQueryParam('dryRun', 'All');
      context.setHeaderParam('Content-Type', 'application/apply-patch+yaml');
      context.setBody(JSON.stringify(object));
      return await answer(configuration, context);
    },
  };
}

/** @throws ApiException as the typed parts of the client do */
async function answer(configuration: Configuration, context: RequestContext): Promise<RawObject> {
  context.setHeaderParam('Accept', 'application/json');
  await configuration.authMethods.default?.applySecurityAuthentication(context);
  let sent = context;
  for (const middleware of configuration.middleware) sent = await middleware.pre(sent).toPromise();
  const response = await configuration.httpApi.send(sent).toPromise();
  const text = await response.body.text();
  const { httpStatusCode: code, headers } = response;
  if (code >= 200 && code < 300) return JSON.parse(text) as RawObject;
  throw new ApiException(code, 'refused', text, headers);
}
