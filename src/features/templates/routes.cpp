#include "features/templates/service.hpp"

namespace mailapp::templates {
namespace {

using http::Method;
using http::None;

/// The five operations of one kind; `kind` is "domain" or "mailbox", `Kind` the same in operation ids.
template <class A>
void add_kind(http::Routes& routes, Service& service, std::string const& kind, std::string const& name) {
    auto const all = "/api/v2/templates/" + kind;
    auto const one = all + "/{id}";
    routes.on<TemplateFilter, None, http::Page<Template<A>>>(
        {.method = Method::get,
         .path = all,
         .scope = Scope::templates_read,
         .id = "list" + name + "Templates",
         .summary = "Templates for a new " + kind,
         .errors = {"list.cursor_invalid", "list.limit_invalid", "list.sort_unknown"}},
        [&service](http::Request<TemplateFilter, None> request) { return service.list<A>(request.query); });
    routes.on<None, None, Template<A>>({.method = Method::get,
                                        .path = one,
                                        .scope = Scope::templates_read,
                                        .id = "get" + name + "Template",
                                        .summary = "One template for a new " + kind,
                                        .errors = {"template.not_found"}},
                                       [&service](http::Request<None, None> request) -> Result<Template<A>> {
                                           auto const id = request.id();
                                           if (!id) return id.error();
                                           return service.get<A>(*id);
                                       });
    routes.on<None, NewTemplate<A>, Template<A>>(
        {.method = Method::post,
         .path = all,
         .scope = Scope::templates_write,
         .id = "create" + name + "Template",
         .summary = "Create a template for a new " + kind,
         .errors = {"template.name_invalid", "template.name_taken", "template.invalid"},
         .success = 201},
        [&service](http::Request<None, NewTemplate<A>> request) {
            return service.create<A>(request.caller, std::move(request.body));
        });
    routes.on<None, TemplatePatch<A>, Template<A>>(
        {.method = Method::patch,
         .path = one,
         .scope = Scope::templates_write,
         .id = "update" + name + "Template",
         .summary = "Change a template for a new " + kind,
         .errors = {"template.not_found", "template.name_invalid", "template.name_taken", "template.invalid",
                    "template.is_default", "version.changed"}},
        [&service](http::Request<None, TemplatePatch<A>> request) -> Result<Template<A>> {
            auto const id = request.id();
            if (!id) return id.error();
            return service.update<A>(request.caller, *id, std::move(request.body), request.expected_version);
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = one,
                                 .scope = Scope::templates_write,
                                 .id = "delete" + name + "Template",
                                 .summary = "Delete a template for a new " + kind,
                                 .errors = {"template.not_found", "template.is_default"},
                                 .success = 204},
                                [&service](http::Request<None, None> request) -> Result<None> {
                                    auto const id = request.id();
                                    if (!id) return id.error();
                                    auto const done = service.remove<A>(request.caller, *id);
                                    if (!done) return done.error();
                                    return None{};
                                });
}

}  // namespace

void add_routes(http::Routes& routes, Service& service) {
    add_kind<DomainAttributes>(routes, service, "domain", "Domain");
    add_kind<MailboxAttributes>(routes, service, "mailbox", "Mailbox");
}

}  // namespace mailapp::templates
