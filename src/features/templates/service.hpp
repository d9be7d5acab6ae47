#pragma once

#include "features/audit/service.hpp"
#include "features/templates/types.hpp"

namespace mailapp::templates {

/// Named defaults for new domains and mailboxes. One named "Default" of each kind is always there: it can be
/// changed, but neither renamed nor deleted. Attributes is DomainAttributes or MailboxAttributes.
class Service {
public:
    Service(db::Database& database, audit::Log& audit) : database_(database), audit_(audit) {}

    /// All by id, "Default" first; few by nature.
    template <class Attributes>
    std::vector<Template<Attributes>> all();
    /// A page of them. Errors: those of db::Listing.
    template <class Attributes>
    Result<http::Page<Template<Attributes>>> list(TemplateFilter const& filter);
    /// Error: template.not_found.
    template <class Attributes>
    Result<Template<Attributes>> get(std::int64_t id);
    /// Errors: template.name_invalid, template.name_taken, and those of the attributes.
    template <class Attributes>
    Result<Template<Attributes>> create(Principal const& who, NewTemplate<Attributes> wanted);
    /// Errors: those of create, template.not_found, template.is_default, version.changed.
    template <class Attributes>
    Result<Template<Attributes>> update(Principal const& who, std::int64_t id,
                                        TemplatePatch<Attributes> patch,
                                        std::optional<std::int64_t> expected_version = {});
    /// Errors: template.not_found, template.is_default.
    template <class Attributes>
    Result<> remove(Principal const& who, std::int64_t id);

    /// What a new object starts from: the template of that id, or "Default".
    template <class Attributes>
    Result<Attributes> defaults(db::Session& session, std::optional<std::int64_t> id);

private:
    db::Database& database_;
    audit::Log& audit_;
};

/// Errors of attributes on their own, with the member's pointer below `at`: template.invalid.
std::optional<Error> check(DomainAttributes const& attributes, std::string const& at);
std::optional<Error> check(MailboxAttributes const& attributes, std::string const& at);

void add_routes(http::Routes& routes, Service& service);

}  // namespace mailapp::templates
