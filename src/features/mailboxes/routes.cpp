#include "features/mailboxes/service.hpp"

namespace mailapp::mailboxes {
namespace {

std::vector<std::string> with(std::vector<std::string> codes) {
    static std::vector<std::string> const settings{"mailbox.name_invalid",
                                                   "mailbox.quota_invalid",
                                                   "mailbox.permission_unknown",
                                                   "mailbox.recovery_invalid",
                                                   "mailbox.rate_limit_invalid",
                                                   "mailbox.relay_host_invalid",
                                                   "mailbox.attribute_invalid",
                                                   "second_factor.unavailable",
                                                   "mailbox.sender_invalid",
                                                   "mailbox.quota_above_max",
                                                   "mailbox.quota_above_left",
                                                   "tags.too_many",
                                                   "tags.invalid",
                                                   "password.too_weak",
                                                   "password.too_long",
                                                   "password.invalid",
                                                   "password.scheme_unknown",
                                                   "password.hash_malformed"};
    codes.insert(codes.end(), settings.begin(), settings.end());
    return codes;
}

/// Nothing would ask for it yet: a setting that does not protect must not look as if it did. The compatible
/// API keeps it for its clients.
std::optional<Error> check_second_factor(std::optional<bool> const& forced) {
    if (!forced.value_or(false)) return std::nullopt;
    return invalid("second_factor.unavailable", "This version has no second factor to ask for.",
                   "/force_second_factor");
}

using http::Method;
using http::None;
using http::Request;

void add_actions_on_several(http::Routes& routes, Service& service) {
    routes.on<None, MailboxBulk, BulkAnswer>(
        {.method = Method::post,
         .path = "/api/v2/mailboxes/bulk",
         .scope = Scope::mailboxes_write,
         .id = "bulkMailboxes",
         .summary = "One action on several mailboxes, with a result for each",
         .errors = {"bulk.too_many_items", "bulk.value_missing"}},
        [&service](Request<None, MailboxBulk> request) {
            return service.bulk(request.caller, request.body);
        });
    routes.on<MailboxSelection, None, Deletion>(
        {.method = Method::get,
         .path = "/api/v2/deletion/mailboxes",
         .scope = Scope::mailboxes_read,
         .id = "lookAtMailboxDeletion",
         .summary = "What deleting these mailboxes would take with it",
         .errors = {"bulk.too_many_items"}},
        [&service](Request<MailboxSelection, None> request) {
            return service.deletion(request.caller.visibility(), request.query);
        });
}

}  // namespace

void add_routes(http::Routes& routes, Service& service) {
    add_actions_on_several(routes, service);
    routes.on<MailboxFilter, None, http::Page<Mailbox>>(
        {.method = Method::get,
         .path = "/api/v2/mailboxes",
         .scope = Scope::mailboxes_read,
         .id = "listMailboxes",
         .summary = "Mailboxes, a page at a time",
         .errors = {"list.sort_unknown", "list.cursor_invalid", "list.limit_invalid"}},
        [&service](Request<MailboxFilter, None> request) {
            return service.list(request.caller.visibility(), request.query);
        });
    routes.on<None, None, Mailbox>({.method = Method::get,
                                    .path = "/api/v2/mailboxes/{address}",
                                    .scope = Scope::mailboxes_read,
                                    .id = "getMailbox",
                                    .summary = "One mailbox",
                                    .errors = {"mailbox.not_found"}},
                                   [&service](Request<None, None> request) {
                                       return service.get(request.caller.visibility(),
                                                          request.param("address"));
                                   });
    routes.on<None, NewMailbox, Mailbox>(
        {.method = Method::post,
         .path = "/api/v2/mailboxes",
         .scope = Scope::mailboxes_write,
         .id = "createMailbox",
         .summary = "Create a mailbox; it takes mail when the answer arrives",
         .errors = with({"mailbox.address_invalid", "mailbox.domain_not_found", "mailbox.exists",
                         "mailbox.is_alias", "mailbox.limit_reached", "template.not_found"}),
         .success = 201},
        [&service](Request<None, NewMailbox> request) -> Result<Mailbox> {
            if (auto wrong = check_second_factor(request.body.force_second_factor)) return *wrong;
            return service.create(request.caller, std::move(request.body));
        });
    routes.on<None, MailboxPatch, Mailbox>(
        {.method = Method::patch,
         .path = "/api/v2/mailboxes/{address}",
         .scope = Scope::mailboxes_write,
         .id = "updateMailbox",
         .summary = "Change a mailbox; members that are not sent stay",
         .errors = with({"mailbox.not_found", "version.changed"})},
        [&service](Request<None, MailboxPatch> request) -> Result<Mailbox> {
            if (auto wrong = check_second_factor(request.body.force_second_factor)) return *wrong;
            return service.update(request.caller, request.param("address"), std::move(request.body),
                                  request.expected_version);
        });
    routes.on<None, RenameMailbox, Mailbox>(
        {.method = Method::post,
         .path = "/api/v2/mailboxes/{address}/rename",
         .scope = Scope::mailboxes_write,
         .id = "renameMailbox",
         .summary = "Give a mailbox another local part; its mail stays with it",
         .errors = {"mailbox.not_found", "mailbox.address_invalid", "mailbox.exists", "mailbox.is_alias"}},
        [&service](Request<None, RenameMailbox> request) {
            return service.rename(request.caller, request.param("address"), std::move(request.body));
        });
    routes.on<None, None, None>({.method = Method::delete_,
                                 .path = "/api/v2/mailboxes/{address}",
                                 .scope = Scope::mailboxes_write,
                                 .id = "deleteMailbox",
                                 .summary = "Delete a mailbox with its mail",
                                 .errors = {"mailbox.not_found", "version.changed"},
                                 .success = 204},
                                [&service](Request<None, None> request) -> Result<None> {
                                    auto const done = service.remove(request.caller, request.param("address"),
                                                                     request.expected_version);
                                    if (!done) return done.error();
                                    return None{};
                                });
}

}  // namespace mailapp::mailboxes
