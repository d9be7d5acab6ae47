#include "features/templates/service.hpp"

#include "base/text.hpp"
#include "db/listing.hpp"

#include <algorithm>

namespace mailapp::templates {
namespace {

constexpr std::size_t longest_name = 255;
constexpr std::array sort_keys{db::SortKey{"id", "id", false}, db::SortKey{"name", "name"},
                               db::SortKey{"created", "created", false}};

template <class Attributes>
constexpr Kind kind_of = std::is_same_v<Attributes, DomainAttributes> ? Kind::domain : Kind::mailbox;

/// What a change did, and of which kind the template is: names are unique within a kind alone, and each kind
/// has a "Default".
template <class Attributes>
std::string details_of(Template<Attributes> const& before, Template<Attributes> const& after) {
    auto const difference = audit::difference(before, after);
    std::string const kind(reflect::enum_name(kind_of<Attributes>));
    return R"({"kind":")" + kind + '"' + (difference == "{}" ? "}" : "," + difference.substr(1));
}

/// The row: attributes as JSON text, in which members that are absent keep the struct's defaults.
struct Row {
    std::int64_t id = 0;
    std::string name;
    std::string attributes;
    Seconds created;
    std::optional<Seconds> modified;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, name, attributes, created, modified, version))

constexpr char const* columns = "SELECT id, name, attributes, created, modified, version FROM template ";

template <class Attributes>
Template<Attributes> from_row(Row row) {
    auto attributes = reflect::from_json_text<Attributes>(row.attributes);
    if (!attributes) throw db::DatabaseError("template " + std::to_string(row.id) + " is damaged");
    return {row.id, std::move(row.name), std::move(*attributes), row.created, row.modified, row.version};
}

template <class Attributes>
std::optional<Template<Attributes>> find(db::Session& session, std::int64_t id) {
    auto row =
        session.first<Row>(std::string(columns) + "WHERE kind = $1 AND id = $2", kind_of<Attributes>, id);
    if (!row) return std::nullopt;
    return from_row<Attributes>(std::move(*row));
}

Error no_such_template() {
    return not_found("template.not_found", "There is no template of this id.");
}

std::optional<Error> check_name(std::string const& name) {
    if (trim(name).empty() || name.size() > longest_name || has_control_characters(name)) {
        return invalid("template.name_invalid", "A template needs a name of at most 255 characters.",
                       "/name");
    }
    return std::nullopt;
}

bool name_taken(db::Session& session, Kind kind, std::string const& name, std::int64_t but) {
    return session
        .first<std::int64_t>("SELECT id FROM template WHERE kind = $1 AND name = $2 AND id <> $3", kind, name,
                             but)
        .has_value();
}

Error taken() {
    return conflict("template.name_taken", "Another template has this name.", "/name");
}

std::optional<Error> check_tags(std::vector<std::string> const& tags, std::string const& at) {
    if (tags.size() > 25) return invalid("template.invalid", "There can be at most 25 tags.", at + "/tags");
    for (auto const& tag : tags) {
        if (trim(tag).empty() || tag.size() > 255 || has_control_characters(tag)) {
            return invalid("template.invalid", "A tag has 1 to 255 characters.", at + "/tags");
        }
    }
    return std::nullopt;
}

bool is_selector(std::string_view text) {
    return !text.empty() && text.size() <= 63 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
               std::string_view::npos;
}

}  // namespace

std::optional<Error> check(DomainAttributes const& attributes, std::string const& at) {
    if (auto wrong = check_tags(attributes.tags, at)) return wrong;
    if (attributes.max_aliases < 0)
        return invalid("template.invalid", "This cannot be negative.", at + "/max_aliases");
    if (attributes.max_mailboxes < 0) {
        return invalid("template.invalid", "This cannot be negative.", at + "/max_mailboxes");
    }
    if (attributes.quota < 0) return invalid("template.invalid", "This cannot be negative.", at + "/quota");
    if (attributes.max_quota < 0)
        return invalid("template.invalid", "This cannot be negative.", at + "/max_quota");
    if (attributes.default_quota < 0) {
        return invalid("template.invalid", "This cannot be negative.", at + "/default_quota");
    }
    if (attributes.rate_limit_value < 0) {
        return invalid("template.invalid", "This cannot be negative.", at + "/rate_limit_value");
    }
    if (!is_selector(attributes.dkim_selector)) {
        return invalid("template.invalid", "A selector has letters, digits, -, _ and dots.",
                       at + "/dkim_selector");
    }
    static constexpr std::array<std::int64_t, 5> sizes{0, 1024, 2048, 3072, 4096};
    if (std::find(sizes.begin(), sizes.end(), attributes.dkim_bits) == sizes.end()) {
        return invalid("template.invalid", "This must be 0, 1024, 2048, 3072 or 4096.", at + "/dkim_bits");
    }
    return std::nullopt;
}

std::optional<Error> check(MailboxAttributes const& attributes, std::string const& at) {
    if (auto wrong = check_tags(attributes.tags, at)) return wrong;
    if (attributes.quota < 0) return invalid("template.invalid", "This cannot be negative.", at + "/quota");
    if (attributes.rate_limit_value < 0) {
        return invalid("template.invalid", "This cannot be negative.", at + "/rate_limit_value");
    }
    for (auto const& permission : attributes.permissions) {
        bool const known = std::any_of(known_permissions.begin(), known_permissions.end(),
                                       [&](char const* name) { return permission == name; });
        if (!known) {
            return invalid("template.invalid", "There is no permission " + permission + ".",
                           at + "/permissions");
        }
    }
    return std::nullopt;
}

template <class Attributes>
std::vector<Template<Attributes>> Service::all() {
    auto session = database_.read();
    std::vector<Template<Attributes>> all;
    session.for_each<Row>(std::string(columns) + "WHERE kind = $1 ORDER BY id",
                          {db::to_value(kind_of<Attributes>)},
                          [&](Row row) { all.push_back(from_row<Attributes>(std::move(row))); });
    return all;
}

template <class Attributes>
Result<http::Page<Template<Attributes>>> Service::list(TemplateFilter const& filter) {
    auto listing = db::Listing::create(sort_keys, filter.sort, "id", filter.cursor, filter.limit);
    if (!listing) return listing.error();
    listing->where("kind = ?", {db::to_value(kind_of<Attributes>)});
    if (filter.search) listing->where_contains("name", *filter.search);
    auto session = database_.read();
    http::Page<Template<Attributes>> page;
    page.total = session
                     .query_with<std::int64_t>("SELECT COUNT(*) FROM template" + listing->filter(),
                                               listing->filter_parameters())
                     .at(0);
    for (auto& row : session.query_with<Row>(columns + listing->page(), listing->page_parameters()))
        page.items.push_back(from_row<Attributes>(std::move(row)));
    if (listing->has_more(page.items.size())) {
        page.items.pop_back();
        auto const& last = page.items.back();
        auto const& key = listing->key().name;
        page.next_cursor = listing->cursor_after(key == "name"      ? db::to_value(last.name)
                                                 : key == "created" ? db::to_value(last.created)
                                                                    : db::to_value(last.id),
                                                 std::to_string(last.id));
    }
    return page;
}

template <class Attributes>
Result<Template<Attributes>> Service::get(std::int64_t id) {
    auto session = database_.read();
    auto found = find<Attributes>(session, id);
    if (!found) return no_such_template();
    return std::move(*found);
}

template <class Attributes>
Result<Template<Attributes>> Service::create(Principal const& who, NewTemplate<Attributes> wanted) {
    if (auto wrong = check_name(wanted.name)) return *wrong;
    if (auto wrong = check(wanted.attributes, "/attributes")) return *wrong;
    auto tx = database_.begin();
    if (name_taken(tx, kind_of<Attributes>, wanted.name, 0)) return taken();
    auto const id = tx.scalar<std::int64_t>(
        "INSERT INTO template (kind, name, attributes, created, version) VALUES ($1, $2, $3, $4, 1) "
        "RETURNING id",
        kind_of<Attributes>, wanted.name, reflect::to_json(wanted.attributes), system_now());
    auto made = find<Attributes>(tx, id).value();
    audit_.record(tx, who, "template.created", made.name, details_of(Template<Attributes>{}, made));
    tx.commit();
    return made;
}

template <class Attributes>
Result<Template<Attributes>> Service::update(Principal const& who, std::int64_t id,
                                             TemplatePatch<Attributes> patch,
                                             std::optional<std::int64_t> expected_version) {
    auto tx = database_.begin();
    auto before = find<Attributes>(tx, id);
    if (!before) return no_such_template();
    if (auto stale = http::check_version(before->version, expected_version)) return *stale;
    auto after = *before;
    if (patch.name && *patch.name != before->name) {
        if (auto wrong = check_name(*patch.name)) return *wrong;
        if (before->name == "Default") {
            return conflict("template.is_default", "The template Default keeps its name.", "/name");
        }
        if (name_taken(tx, kind_of<Attributes>, *patch.name, id)) return taken();
        after.name = *patch.name;
    }
    if (patch.attributes) after.attributes = *patch.attributes;
    if (auto wrong = check(after.attributes, "/attributes")) return *wrong;
    tx.execute(
        "UPDATE template SET name = $2, attributes = $3, modified = $4, version = version + 1 WHERE id = $1",
        id, after.name, reflect::to_json(after.attributes), system_now());
    audit_.record(tx, who, "template.changed", after.name, details_of(*before, after));
    auto made = find<Attributes>(tx, id).value();
    tx.commit();
    return made;
}

template <class Attributes>
Result<> Service::remove(Principal const& who, std::int64_t id) {
    auto tx = database_.begin();
    auto const before = find<Attributes>(tx, id);
    if (!before) return no_such_template();
    if (before->name == "Default")
        return conflict("template.is_default", "The template Default cannot be deleted.");
    tx.execute("DELETE FROM template WHERE id = $1", id);
    audit_.record(tx, who, "template.deleted", before->name, details_of(*before, Template<Attributes>{}));
    tx.commit();
    return {};
}

template <class Attributes>
Result<Attributes> Service::defaults(db::Session& session, std::optional<std::int64_t> id) {
    if (id) {
        auto found = find<Attributes>(session, *id);
        if (!found) return invalid("template.not_found", "There is no template of this id.", "/template_id");
        return std::move(found->attributes);
    }
    auto row = session.first<Row>(std::string(columns) + "WHERE kind = $1 AND name = 'Default'",
                                  kind_of<Attributes>);
    return row ? from_row<Attributes>(std::move(*row)).attributes : Attributes{};
}

#define MAILAPP_TEMPLATE_KIND(A)                                                                      \
    template std::vector<Template<A>> Service::all<A>();                                              \
    template Result<http::Page<Template<A>>> Service::list<A>(TemplateFilter const&);                 \
    template Result<Template<A>> Service::get<A>(std::int64_t);                                       \
    template Result<Template<A>> Service::create<A>(Principal const&, NewTemplate<A>);                \
    template Result<Template<A>> Service::update<A>(Principal const&, std::int64_t, TemplatePatch<A>, \
                                                    std::optional<std::int64_t>);                     \
    template Result<> Service::remove<A>(Principal const&, std::int64_t);                             \
    template Result<A> Service::defaults<A>(db::Session&, std::optional<std::int64_t>);
MAILAPP_TEMPLATE_KIND(DomainAttributes)
MAILAPP_TEMPLATE_KIND(MailboxAttributes)
#undef MAILAPP_TEMPLATE_KIND

}  // namespace mailapp::templates
