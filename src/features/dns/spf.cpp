#include "features/dns/spf.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace mailapp::dns::spf {
namespace {

using stack::dns::Answer;
using stack::dns::Outcome;
using stack::dns::Type;

// RFC 7208, section 4.6.4.
constexpr int most_lookups = 10;
constexpr int most_void_lookups = 2;
constexpr std::size_t most_mx_hosts = 10;

/// A directive, or a modifier that counts.
struct Term {
    char qualifier = '+';
    std::string name;    ///< in lower case
    std::string target;  ///< what stands behind ":" or "="; "" for the domain itself
    int v4_bits = 32;
    int v6_bits = 128;
    bool is_modifier = false;
};

/// A name that can be asked for as it stands: no macros, which need the message.
bool is_name(std::string_view text) {
    constexpr std::size_t longest = 253;
    if (text.empty() || text.size() > longest) return false;
    auto const labels = split(text, '.');
    return labels.size() > 1 && std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
               return !label.empty() && label.size() <= 63 &&
                      std::all_of(label.begin(), label.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
                      });
           });
}

/// In lower case and without the last dot.
std::string target_of(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    return to_lower(text);
}

std::optional<int> prefix_length(std::string_view digits, int most) {
    auto const number = digits.size() <= 3 ? parse_int(digits) : std::nullopt;
    bool const has_padding = digits.size() > 1 && digits.front() == '0';
    if (!number || *number < 0 || *number > most || has_padding) return std::nullopt;
    return static_cast<int>(*number);
}

/// Takes "/24", "//64" or "/24//64" from the end of a mechanism (RFC 7208, section 5.6). False for a broken
/// one.
bool take_prefixes(std::string& text, Term& term) {
    auto const slash = text.find('/');
    if (slash == std::string::npos) return true;
    auto rest = std::string_view(text).substr(slash);
    if (auto const both = rest.find("//"); both != std::string_view::npos) {
        auto const bits = prefix_length(rest.substr(both + 2), 128);
        if (!bits) return false;
        term.v6_bits = *bits;
        rest = rest.substr(0, both);
    }
    if (!rest.empty()) {
        auto const bits = prefix_length(rest.substr(1), 32);
        if (!bits) return false;
        term.v4_bits = *bits;
    }
    text.resize(slash);
    return true;
}

bool is_network(Term const& term) {
    auto const network = identity::Network::parse(term.target);
    bool const has_colon = term.target.find(':') != std::string::npos;
    return network && has_colon == (term.name == "ip6");
}

/// Nothing for what is against the grammar (RFC 7208, section 12).
std::optional<Term> parse_term(std::string_view word) {
    Term term;
    auto const end_of_name = word.find_first_of(":/=");
    if (end_of_name != std::string_view::npos && word[end_of_name] == '=') {
        term.is_modifier = true;
        term.name = to_lower(word.substr(0, end_of_name));
        term.target = target_of(word.substr(end_of_name + 1));
        return term;
    }
    if (std::string_view("+-~?").find(word.front()) != std::string_view::npos) {
        term.qualifier = word.front();
        word.remove_prefix(1);
    }
    auto const end = std::min(word.find_first_of(":/"), word.size());
    term.name = to_lower(word.substr(0, end));
    auto rest = to_lower(word.substr(end));
    if (term.name == "all") return rest.empty() ? std::optional(term) : std::nullopt;
    if (term.name == "ip4" || term.name == "ip6") {
        term.target = rest.empty() ? rest : rest.substr(1);
        return rest.starts_with(':') && is_network(term) ? std::optional(term) : std::nullopt;
    }
    bool const of_addresses = term.name == "a" || term.name == "mx";
    bool const names_another = term.name == "include" || term.name == "exists";
    if (!of_addresses && !names_another && term.name != "ptr") return std::nullopt;
    if (of_addresses && !take_prefixes(rest, term)) return std::nullopt;
    if (rest.empty()) return names_another ? std::nullopt : std::optional(term);
    if (rest.front() != ':' || rest.size() == 1) return std::nullopt;
    term.target = target_of(std::string_view(rest).substr(1));
    return term;
}

std::optional<std::vector<Term>> parse(std::string_view record) {
    std::vector<Term> terms;
    bool is_version = true;
    for (auto const word : split(record, ' ')) {
        if (word.empty() || std::exchange(is_version, false)) continue;
        auto term = parse_term(word);
        if (!term) return std::nullopt;
        terms.push_back(std::move(*term));
    }
    return terms;
}

/// Whether a mechanism holds the address.
enum class Match { yes, no, depends };

/// One walk through the records for one address. What is not known yet is noted by `known_`, and the walk
/// goes on past it so that all of a record's questions are asked at once; its outcome then does not count.
class Walk {
public:
    Walk(identity::IpAddress const& address, Known& known) : address_(address), known_(known) {}

    Verdict domain(std::string const& name) {
        auto const* texts = known_.find(name, Type::txt);
        if (texts == nullptr) return incomplete();
        if (texts->outcome == Outcome::no_answer) return Verdict::no_answer;
        if (texts->outcome == Outcome::failed) return Verdict::failed;
        auto const records = records_of(*texts);
        if (records.empty()) return Verdict::none;
        if (records.size() > 1) return Verdict::several;
        auto const terms = parse(records.front());
        return terms ? run(name, *terms) : Verdict::broken;
    }
    bool is_complete() const { return complete_; }

private:
    Verdict incomplete() {
        complete_ = false;
        return Verdict::not_pass;
    }

    Verdict run(std::string const& domain, std::vector<Term> const& terms) {
        bool depends = false;
        Term const* redirect = nullptr;
        for (auto const& term : terms) {
            if (term.is_modifier) {
                if (term.name != "redirect") continue;
                if (redirect != nullptr) return Verdict::broken;
                redirect = &term;
                continue;
            }
            stop_.reset();
            auto const match = matches(domain, term);
            if (stop_) return *stop_;
            if (match == Match::depends) depends = true;
            if (match != Match::yes) continue;
            if (term.qualifier == '+') return Verdict::pass;
            return depends ? Verdict::depends : Verdict::not_pass;
        }
        // A record with "all" has been left by now: its redirect does not count (RFC 7208, section 6.1).
        if (redirect == nullptr) return depends ? Verdict::depends : Verdict::not_pass;
        if (!count()) return Verdict::too_many_lookups;
        if (redirect->target.find('%') != std::string::npos) return Verdict::depends;
        if (!is_name(redirect->target)) return Verdict::broken;
        auto const there = this->domain(redirect->target);
        if (there == Verdict::none || there == Verdict::several) return Verdict::broken;
        return depends && there == Verdict::not_pass ? Verdict::depends : there;
    }

    Match matches(std::string const& domain, Term const& term) {
        if (term.name == "all") return Match::yes;
        if (term.name == "ip4" || term.name == "ip6")
            return identity::Network::parse(term.target)->contains(address_) ? Match::yes : Match::no;
        if (!count()) return stop(Verdict::too_many_lookups);
        if (term.name == "ptr" || term.target.find('%') != std::string::npos) return Match::depends;
        auto const& target = term.target.empty() ? domain : term.target;
        if (!is_name(target)) return stop(Verdict::broken);
        if (term.name == "include") return included(target);
        if (term.name == "a") return of_host(target, term);
        if (term.name == "mx") return of_mx(target, term);
        return exists(target);
    }

    Match included(std::string const& domain) {
        auto const verdict = this->domain(domain);
        stop_.reset();
        switch (verdict) {
            case Verdict::pass: return Match::yes;
            case Verdict::not_pass: return Match::no;
            case Verdict::depends: return Match::depends;
            // RFC 7208, section 5.2: what has no record cannot be included.
            case Verdict::none:
            case Verdict::several: return stop(Verdict::broken);
            default: return stop(verdict);
        }
    }

    Match of_host(std::string const& host, Term const& term) {
        auto const* found = ask(host, address_.is_v4() ? Type::a : Type::aaaa);
        return found != nullptr && holds(*found, term) ? Match::yes : Match::no;
    }

    Match of_mx(std::string const& domain, Term const& term) {
        auto const* servers = ask(domain, Type::mx);
        if (servers == nullptr) return Match::no;
        if (servers->records.size() > most_mx_hosts) return stop(Verdict::too_many_lookups);
        for (auto const& server : servers->records) {
            if (!is_name(server.text)) continue;
            auto const* found = known_.find(server.text, address_.is_v4() ? Type::a : Type::aaaa);
            if (found == nullptr) {
                incomplete();
                continue;
            }
            if (!has_answer(*found)) return Match::no;
            if (holds(*found, term)) return Match::yes;
        }
        return Match::no;
    }

    Match exists(std::string const& name) {
        auto const* found = ask(name, Type::a);
        return found != nullptr && found->outcome == Outcome::found ? Match::yes : Match::no;
    }

    bool holds(Answer const& addresses, Term const& term) const {
        return std::any_of(addresses.records.begin(), addresses.records.end(), [&](auto const& record) {
            auto const address = identity::IpAddress::parse(record.text);
            return address &&
                   identity::Network::around(*address, term.v4_bits, term.v6_bits).contains(address_);
        });
    }

    /// The answer of a mechanism's own question; nullptr when there is none to go on with.
    Answer const* ask(std::string const& name, Type type) {
        auto const* found = known_.find(name, type);
        if (found == nullptr) {
            incomplete();
            return nullptr;
        }
        if (!has_answer(*found)) return nullptr;
        if (found->outcome == Outcome::nothing && ++void_lookups_ > most_void_lookups) {
            stop(Verdict::too_many_lookups);
            return nullptr;
        }
        return found;
    }

    bool has_answer(Answer const& answer) {
        if (answer.outcome == Outcome::no_answer) stop(Verdict::no_answer);
        if (answer.outcome == Outcome::failed) stop(Verdict::failed);
        return !stop_;
    }

    bool count() { return ++lookups_ <= most_lookups; }

    Match stop(Verdict verdict) {
        stop_ = verdict;
        return Match::no;
    }

    identity::IpAddress const& address_;
    Known& known_;
    bool complete_ = true;
    int lookups_ = 0;
    int void_lookups_ = 0;
    std::optional<Verdict> stop_;  ///< the verdict on which a mechanism ends the walk
};

}  // namespace

bool allows_everybody(std::string_view record) {
    for (auto const term : split(record, ' ')) {
        auto const lower = to_lower(term);
        // The first "all" matches every address: no term behind it counts.
        if (lower == "all" || lower == "+all") return true;
        if (lower == "-all" || lower == "~all" || lower == "?all") return false;
    }
    return false;
}

std::vector<std::string> records_of(Answer const& texts) {
    std::vector<std::string> records;
    for (auto const& record : texts.records) {
        // RFC 7208, section 4.5: the version alone, or with a space behind it.
        auto const version = to_lower(std::string_view(record.text).substr(0, 7));
        if (version == "v=spf1" || version == "v=spf1 ") records.push_back(record.text);
    }
    return records;
}

std::optional<Verdict> evaluate(std::string const& domain, identity::IpAddress const& address, Known& known) {
    Walk walk(address, known);
    auto const verdict = walk.domain(domain);
    if (!walk.is_complete()) return std::nullopt;
    return verdict;
}

}  // namespace mailapp::dns::spf
