#include "features/api_keys/service.hpp"

namespace mailapp::api_keys {
namespace {

std::vector<std::string> with_rules(std::vector<std::string> errors) {
    for (auto const* code : {"api_key.description_invalid", "api_key.address_invalid",
                             "api_key.too_many_addresses", "api_key.allow_from_empty"}) {
        errors.emplace_back(code);
    }
    return errors;
}

}  // namespace

void add_routes(http::Routes& routes, ApiKeys& keys) {
    using http::Method;
    using http::None;
    routes.on<ApiKeyFilter, None, http::Page<ApiKey>>(
        {.method = Method::get,
         .path = "/api/v2/api-keys",
         .scope = Scope::access_read,
         .id = "listApiKeys",
         .summary = "API keys, oldest first",
         .errors = {"list.cursor_invalid", "list.limit_invalid"}},
        [&keys](http::Request<ApiKeyFilter, None> request) { return keys.list(request.query); });
    routes.on<None, None, ApiKey>({.method = Method::get,
                                   .path = "/api/v2/api-keys/{id}",
                                   .scope = Scope::access_read,
                                   .id = "getApiKey",
                                   .summary = "One API key, without the key itself",
                                   .errors = {"api_key.not_found"}},
                                  [&keys](http::Request<None, None> request) -> Result<ApiKey> {
                                      auto const id = request.id();
                                      if (!id) return id.error();
                                      return keys.get(*id);
                                  });
    routes.on<None, NewApiKey, IssuedApiKey>({.method = Method::post,
                                              .path = "/api/v2/api-keys",
                                              .scope = Scope::keys_write,
                                              .id = "createApiKey",
                                              .summary = "Create an API key; the answer shows it once",
                                              .errors = with_rules({}),
                                              .answer_is_secret = true,
                                              .success = 201},
                                             [&keys](http::Request<None, NewApiKey> request) {
                                                 return keys.create(request.caller, request.body);
                                             });
    routes.on<None, ApiKeyPatch, ApiKey>({.method = Method::patch,
                                          .path = "/api/v2/api-keys/{id}",
                                          .scope = Scope::keys_write,
                                          .id = "changeApiKey",
                                          .summary = "Change an API key",
                                          .errors = with_rules({"api_key.not_found", "version.changed"})},
                                         [&keys](http::Request<None, ApiKeyPatch> request) -> Result<ApiKey> {
                                             auto const id = request.id();
                                             if (!id) return id.error();
                                             return keys.update(request.caller, *id, request.body,
                                                                request.expected_version);
                                         });
    routes.on<None, None, IssuedApiKey>(
        {.method = Method::post,
         .path = "/api/v2/api-keys/{id}/regenerate",
         .scope = Scope::keys_write,
         .id = "regenerateApiKey",
         .summary = "Replace the key itself; the old one is dead at once, the answer shows the new one once",
         .errors = {"api_key.not_found", "version.changed"},
         .answer_is_secret = true},
        [&keys](http::Request<None, None> request) -> Result<IssuedApiKey> {
            auto const id = request.id();
            if (!id) return id.error();
            return keys.regenerate(request.caller, *id, request.expected_version);
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/api-keys/{id}",
                                 .scope = Scope::keys_write,
                                 .id = "deleteApiKey",
                                 .summary = "Delete an API key; it is dead at once",
                                 .errors = {"api_key.not_found", "version.changed"},
                                 .success = 204},
                                [&keys](http::Request<None, None> request) -> Result<None> {
                                    auto const id = request.id();
                                    if (!id) return id.error();
                                    auto const removed =
                                        keys.remove(request.caller, *id, request.expected_version);
                                    if (!removed) return removed.error();
                                    return None{};
                                });
}

}  // namespace mailapp::api_keys
