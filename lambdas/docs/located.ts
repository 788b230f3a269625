/** The parts of an OpenAPI document that a deployment decides. */
export interface Document {
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
  readonly components: {
    readonly securitySchemes: {
      readonly oauth2: {
        readonly flows: {
          readonly clientCredentials: { readonly tokenUrl: string; readonly scopes: object };
        };
      };
    };
  };
}

/** The document with the addresses of this deployment, which are not known before. */
export function locatedDocument(
  document: Document,
  { url, tokenUrl }: { readonly url: string; readonly tokenUrl: string },
): Document {
  const { components } = document;
  const { oauth2 } = components.securitySchemes;
  return {
    ...document,
    servers: document.servers.map((server) => ({ ...server, url })),
    components: {
      ...components,
      securitySchemes: {
        ...components.securitySchemes,
        oauth2: {
          ...oauth2,
          flows: { clientCredentials: { ...oauth2.flows.clientCredentials, tokenUrl } },
        },
      },
    },
  };
}
