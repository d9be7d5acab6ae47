#include "directory/system_mail.hpp"

#include "base/mail_address.hpp"
#include "base/text.hpp"

namespace mailapp::directory {
namespace {

/// An alias, a mailbox or a catch-all has it; roles do not count, since it is their destination.
bool has_own(Replica::View const& view, AskedAddress const& asked, Place const& place) {
    if (!place.active) return false;
    auto const local_part = untagged(view, asked);
    if (auto const alias = view.alias(local_part + "@" + asked.domain)) return alias->active;
    if (auto const mailbox = mailbox_at(view, place, local_part)) return mailbox->record.accepts_mail();
    auto const catch_all = view.alias(asked.catch_all());
    return catch_all && catch_all->active;
}

}  // namespace

std::string with_own_name(std::string_view key, LookupSettings const& settings) {
    auto const at = key.rfind('@');
    if (at == std::string_view::npos) return std::string(key) + "@" + settings.hostname;
    if (key.size() > at + 1 && key[at + 1] == '[')
        return std::string(key.substr(0, at + 1)) + settings.hostname;
    return std::string(key);
}

bool is_role(std::string_view untagged_local_part, std::string_view domain, LookupSettings const& settings) {
    if (untagged_local_part == "postmaster" || untagged_local_part == "abuse") return true;
    return domain == settings.hostname &&
           (untagged_local_part == "root" || untagged_local_part == "mailer-daemon");
}

std::optional<std::string> system_mail(Replica::View const& view, LookupSettings const& settings) {
    auto const set = view.system_mail();
    auto const asked = set ? asked_address(*set) : std::nullopt;
    if (!asked || asked->is_catch_all()) return std::nullopt;
    if (auto const place = place_of(view, asked->domain)) {
        if (!has_own(view, *asked, *place)) return std::nullopt;
    } else if (is_own_name(asked->domain, settings)) {
        return std::nullopt;
    }
    return asked->text();
}

bool is_own_name(std::string_view domain, LookupSettings const& settings) {
    return domain == settings.hostname || domain == "localhost" || domain == "localhost.localdomain";
}

}  // namespace mailapp::directory
