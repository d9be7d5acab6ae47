// The document is this server's own; no address from the page's query is ever read.
let csrfToken = "";

SwaggerUIBundle({
  url: "/api/v2/openapi.json",
  dom_id: "#documentation",
  deepLinking: true,
  queryConfigEnabled: false,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  requestInterceptor: (request) => {
    if (csrfToken !== "") request.headers["X-CSRF-Token"] = csrfToken;
    return request;
  },
  responseInterceptor: (response) => {
    const token = response.body?.csrf_token ?? response.obj?.csrf_token;
    if (typeof token === "string") csrfToken = token;
    return response;
  },
});
