#include "features/services/log_line.hpp"

#include "base/text.hpp"
#include "reflect/json_read.hpp"

#include <boost/json/object.hpp>

#include <array>
#include <ctime>

namespace mailapp::services {
namespace {

enum class Zone { local, utc };

/// A moment with its time of day as "09:05:00"; nothing when a part is out of range.
std::optional<Seconds> moment_of(int year, int month, int day, std::string_view clock,
                                 Zone zone = Zone::local) {
    auto const parts = split(clock.substr(0, 8), ':');
    if (clock.size() < 8 || parts.size() != 3) return std::nullopt;
    std::array<std::int64_t, 3> hms{};
    for (std::size_t i = 0; i < hms.size(); ++i) {
        auto const number = parse_int(parts[i]);
        if (!number || *number < 0 || *number > 60) return std::nullopt;
        hms.at(i) = *number;
    }
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    std::tm broken{};
    broken.tm_year = year - 1900;
    broken.tm_mon = month - 1;
    broken.tm_mday = day;
    broken.tm_hour = static_cast<int>(hms[0]);
    broken.tm_min = static_cast<int>(hms[1]);
    broken.tm_sec = static_cast<int>(hms[2]);
    broken.tm_isdst = -1;
    auto const moment = zone == Zone::utc ? ::timegm(&broken) : std::mktime(&broken);
    if (moment == -1) return std::nullopt;
    return Seconds(std::chrono::seconds(moment));
}

int month_of(std::string_view name) {
    static constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (name.size() != 3) return 0;
    auto const at = names.find(name);
    return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

int year_of(Seconds moment) {
    std::time_t const seconds = moment.time_since_epoch().count();
    std::tm local{};
    return localtime_r(&seconds, &local) != nullptr ? local.tm_year + 1900 : 1970;
}

constexpr std::size_t date_length = 19;

/// Of "2026-01-31 09:05:00", with any character between day and time.
std::optional<Seconds> read_date(std::string_view text, Zone zone) {
    if (text.size() < date_length || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = parse_int(text.substr(0, 4));
    auto const month = parse_int(text.substr(5, 2));
    auto const day = parse_int(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    return moment_of(static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day),
                     text.substr(11, 8), zone);
}

/// Takes "2026-01-31 09:05:00 " from the front.
std::optional<Seconds> take_date(std::string_view& rest) {
    auto const time = read_date(rest, Zone::local);
    if (time) rest = trim(rest.substr(date_length));
    return time;
}

/// The level that a word says, or nothing.
std::optional<LogLevel> level_of(std::string_view word) {
    auto const lower = to_lower(word);
    if (lower == "debug") return LogLevel::debug;
    if (lower == "info") return LogLevel::info;
    if (lower == "warning") return LogLevel::warning;
    if (lower == "error" || lower == "fatal" || lower == "panic") return LogLevel::error;
    return std::nullopt;
}

/// "Nov  4 10:17:50 host postfix/smtpd[3719]: text" (RFC 3164, section 4.1).
bool read_postfix(std::string_view line, Seconds now, LogLine& to) {
    constexpr std::size_t stamp = 15;
    if (line.size() < stamp + 2 || line[3] != ' ' || line[6] != ' ' || line[stamp] != ' ') return false;
    auto const month = month_of(line.substr(0, 3));
    auto const day = parse_int(trim(line.substr(4, 2)));
    if (month == 0 || !day) return false;
    auto const year = year_of(now);
    auto time = moment_of(year, month, static_cast<int>(*day), line.substr(7, 8));
    // Of the turn of the year: no line is from the future.
    if (time && *time > now + std::chrono::hours(24))
        time = moment_of(year - 1, month, static_cast<int>(*day), line.substr(7, 8));
    if (!time) return false;
    auto rest = line.substr(stamp + 1);
    rest = rest.substr(std::min(rest.size(), rest.find(' ') + 1));
    auto const end = rest.find("]: ");
    auto const bracket = rest.find('[');
    if (end == std::string_view::npos || bracket > end) return false;
    to.time = time;
    to.program = rest.substr(0, bracket);
    to.message = rest.substr(end + 3);
    to.level =
        level_of(std::string_view(to.message).substr(0, to.message.find(':'))).value_or(LogLevel::info);
    return true;
}

/// "2026-11-24 10:17:50 lmtp(anna@example.org)<3516><session>: Info: text".
bool read_dovecot(std::string_view line, LogLine& to) {
    auto rest = line;
    auto const time = take_date(rest);
    if (!time) return false;
    auto const end = rest.find(": ");
    if (end == std::string_view::npos) return false;
    auto const prefix = rest.substr(0, end);
    auto text = rest.substr(end + 2);
    to.time = time;
    to.level = level_of(text.substr(0, text.find(':')));
    if (to.level) text = trim(text.substr(text.find(':') + 1));
    auto const name_end = std::min(prefix.size(), prefix.find_first_of("(<"));
    to.program = prefix.substr(0, name_end);
    auto const whose = prefix.substr(name_end);
    to.message = std::string(whose) + (whose.empty() ? "" : " ") + std::string(text);
    return true;
}

/// "2026-11-24 10:17:50 #3715(rspamd_proxy) <a6d424>; proxy; text".
bool read_rspamd(std::string_view line, LogLine& to) {
    auto rest = line;
    auto const time = take_date(rest);
    if (!time || !rest.starts_with('#')) return false;
    auto const open = rest.find('(');
    auto const close = rest.find(") ");
    if (open == std::string_view::npos || close == std::string_view::npos || open > close) return false;
    to.time = time;
    to.program = rest.substr(open + 1, close - open - 1);
    to.message = rest.substr(close + 2);
    return true;
}

/// "3477:M 24 Nov 2026 10:17:20.184 * text".
bool read_redis(std::string_view line, LogLine& to) {
    auto const words = split(line, ' ');
    if (words.size() < 7 || words[0].find(':') == std::string_view::npos || words[5].size() != 1)
        return false;
    auto const day = parse_int(words[1]);
    auto const year = parse_int(words[3]);
    if (!day || !year) return false;
    auto const time =
        moment_of(static_cast<int>(*year), month_of(words[2]), static_cast<int>(*day), words[4]);
    if (!time) return false;
    to.time = time;
    switch (words[5].front()) {
        case '.':
        case '-': to.level = LogLevel::debug; break;
        case '#': to.level = LogLevel::warning; break;
        default: to.level = LogLevel::info;
    }
    to.program = "redis";
    to.message = line.substr(static_cast<std::size_t>(words[6].data() - line.data()));
    return true;
}

std::string as_text(boost::json::value const& value) {
    if (auto const* text = value.if_string()) return std::string(*text);
    return reflect::boost_json_text(value);
}

/// One JSON object, as base/log writes it.
bool read_own(std::string_view line, LogLine& to) {
    if (!line.starts_with('{')) return false;
    auto const parsed = reflect::parse_json(line);
    auto const* object = parsed ? parsed->if_object() : nullptr;
    if (object == nullptr) return false;
    for (auto const& [key, value] : *object) {
        std::string_view const name = key;
        auto const text = as_text(value);
        if (name == "time") {
            to.time = read_date(text, Zone::utc);
        } else if (name == "level") {
            to.level = level_of(text);
        } else if (name == "program") {
            to.program = text;
        } else if (name == "event") {
            to.message = text + to.message;
        } else {
            to.message += " " + std::string(name) + "=" + text;
        }
    }
    return true;
}

}  // namespace

LogLine parse_log_line(ServiceName service, std::string_view line, Seconds now) {
    LogLine parsed;
    bool known = false;
    switch (service) {
        case ServiceName::postfix: known = read_postfix(line, now, parsed); break;
        case ServiceName::dovecot: known = read_dovecot(line, parsed); break;
        case ServiceName::rspamd: known = read_rspamd(line, parsed); break;
        case ServiceName::redis: known = read_redis(line, parsed); break;
        case ServiceName::directory:
        case ServiceName::api:
        case ServiceName::agent: known = read_own(line, parsed); break;
    }
    // run-postfix and early failures write otherwise than the program itself.
    if (!known) known = read_own(line, parsed);
    if (!known) {
        parsed = {};
        parsed.program = reflect::enum_name(service);
        parsed.message = line;
    }
    return parsed;
}

}  // namespace mailapp::services
