#include "directory/submission_body.hpp"

#include "base/text.hpp"

#include <map>

namespace mailapp::directory {
namespace {

constexpr char const* long_header = "554 5.6.0 The header has a line of more than 998 characters";
constexpr char const* long_body =
    "554 5.6.0 The message has a line of more than 998 characters: send it in quoted-printable or base64";

/// The fields of a name.
struct Named {
    int count = 0;
    std::string name;  ///< as it is spelt
    std::optional<std::string> value;
};

Named find(std::vector<HeaderField> const& header, std::string_view name) {
    Named found;
    for (auto const& field : header) {
        if (to_lower(trim(field.name)) != name) continue;
        ++found.count;
        found.name = field.name;
        found.value = field.value;
    }
    return found;
}

bool has_long_line(HeaderField const& field) {
    auto used = field.name.size() + 1;
    for (auto const line : split(field.value, '\n')) {
        if (line.size() + used > longest_mail_line) return true;
        used = 0;
    }
    return false;
}

/// False when a field cannot be folded.
bool fold(std::vector<HeaderField> const& header, Rewriting& rewriting) {
    std::map<std::string, std::uint32_t> seen;
    for (auto const& field : header) {
        auto const index = ++seen[to_lower(field.name)];
        if (!has_long_line(field)) continue;
        auto folded = folded_field(field.value, field.name.size() + 1);
        if (!folded) return false;
        rewriting.changed.push_back({index, {field.name, std::move(*folded)}});
    }
    return true;
}

void write_anew(std::vector<HeaderField> const& header, std::string const& body, Rewriting& rewriting) {
    auto const type = find(header, "content-type");
    auto const encoding = find(header, "content-transfer-encoding");
    // Readers take different ones of several.
    if (type.count > 1 || encoding.count > 1) return;
    auto made = to_seven_bit({type.value, encoding.value}, body);
    if (made.body == body) return;
    rewriting.body = std::move(made.body);
    if (find(header, "mime-version").count == 0) rewriting.added.push_back({"MIME-Version", " 1.0"});
    if (made.type) rewriting.added.push_back({"Content-Type", " " + *made.type});
    HeaderField field{"Content-Transfer-Encoding", " " + made.encoding};
    if (encoding.count == 0) {
        rewriting.added.push_back(std::move(field));
    } else {
        field.name = encoding.name;
        rewriting.changed.push_back({1, std::move(field)});
    }
}

}  // namespace

Rewriting rewriting_of(std::vector<HeaderField> const& header, BodyScan const& scan,
                       std::optional<std::string> const& body) {
    Rewriting rewriting;
    if (!fold(header, rewriting)) return {.refusal = long_header};
    // Rspamd 3.4 takes such a body for a line end, where it is empty in relaxed form (RFC 6376,
    // section 3.4.4): its signature would not verify.
    if (scan.is_blank()) rewriting.body = "";
    if (!scan.found().is_any()) return rewriting;
    if (body) write_anew(header, *body, rewriting);
    auto const left = rewriting.body ? trouble_of(*rewriting.body) : scan.found();
    if (left.has_long_line) return {.refusal = long_body};
    return rewriting;
}

}  // namespace mailapp::directory
