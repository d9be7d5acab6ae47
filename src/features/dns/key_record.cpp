#include "features/dns/key_record.hpp"

#include "base/text.hpp"
#include "features/dns/tag_list.hpp"

#include <algorithm>

namespace mailapp::dns {
namespace {

std::string without_spaces(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return text;
}

/// Whether one of the words between colons is among these.
bool has_one(std::string_view words, std::vector<std::string_view> const& wanted) {
    for (auto const word : split(words, ':')) {
        if (std::find(wanted.begin(), wanted.end(), trim(word)) != wanted.end()) return true;
    }
    return false;
}

KeyVerdict wrong(Reason reason, std::string about = {}) {
    return {Status::mismatch, reason, std::move(about)};
}

/// What makes a text no key record at all; "" for nothing.
std::string fault_of(TagList const& record) {
    if (!record.broken.empty()) return record.broken;
    auto const version = record.find("v");
    // Where there is a version it stands first, and it is this one alone.
    if (version && (record.tags.front().name != "v" || *version != "DKIM1")) return "v=" + *version;
    return record.find("p") ? "" : "p";
}

}  // namespace

KeyVerdict judge_key(std::string_view expected, std::vector<std::string> const& texts) {
    if (texts.size() > 1) return wrong(Reason::dkim_several);
    auto const record = read_tags(texts.empty() ? "" : texts.front());
    if (auto const fault = fault_of(record); !fault.empty()) return wrong(Reason::dkim_broken, fault);
    auto const ours = read_tags(expected);
    auto const key = without_spaces(*record.find("p"));
    if (key.empty()) return wrong(Reason::dkim_revoked);
    if (key != ours.find("p").value_or("") ||
        record.find("k").value_or("rsa") != ours.find("k").value_or("rsa"))
        return wrong(Reason::dkim_other_key);
    if (auto const services = record.find("s"); services && !has_one(*services, {"*", "email"}))
        return wrong(Reason::dkim_not_for_mail, "s=" + *services);
    if (auto const hashes = record.find("h"); hashes && !has_one(*hashes, {"sha256"}))
        return wrong(Reason::dkim_not_for_mail, "h=" + *hashes);
    if (has_one(record.find("t").value_or(""), {"y"})) return {Status::warning, Reason::dkim_test_mode, ""};
    return {};
}

}  // namespace mailapp::dns
