// What DNS servers answer: records off the wire, and what the check makes of their texts.
#include "base/text.hpp"
#include "features/dns/compare.hpp"
#include "features/dns/spf.hpp"
#include "fuzz.hpp"

#include <array>

namespace {

using namespace mailapp;
using fuzz::require;
using stack::dns::Answer;
using stack::dns::Data;
using stack::dns::Outcome;
using stack::dns::Type;

bool is_inert(std::string_view text) {
    constexpr std::string_view ellipsis = "…";
    if (text.ends_with(ellipsis)) text.remove_suffix(ellipsis.size());
    for (auto const c : text) {
        if (c < 0x20 || c > 0x7e) return false;
    }
    return true;
}

void read_record(unsigned choice, std::string_view wire) {
    constexpr std::array types{Type::a, Type::aaaa, Type::ptr, Type::mx, Type::srv, Type::txt};
    auto const type = types[choice % types.size()];
    auto const data = read_data(type, wire);
    if (!data) return;
    require(data->text.size() <= 4 * wire.size() + 46);
    if (type != Type::txt) require(is_inert(data->text));
    require(stack::dns::printable(data->text, 100).size() <= 103 &&
            is_inert(stack::dns::printable(data->text, 100)));
}

/// Texts of all names, one a line; what else is asked is not there.
void judge_texts(std::string_view lines) {
    Answer texts{Outcome::found, {}, false};
    for (auto const line : split(lines, '\n')) texts.records.push_back({std::string(line), 0, 0, 0});
    dns::Server const server{"mail.example.net", {"203.0.113.7", "2001:db8::7"}, {}};
    dkim::DkimKey key;
    key.record_name = "dkim._domainkey.example.org";
    key.record_text = "v=DKIM1;k=rsa;p=AAAA";
    dns::Known known;
    for (auto const& expected :
         dns::records_of_domain("example.org", dns::DomainKind::primary, {key}, server)) {
        std::optional<dns::CheckedRecord> record;
        while (!(record = dns::compare(expected, server, known))) {
            auto const wanted = known.take_wanted();
            require(!wanted.empty());
            for (auto const& question : wanted) {
                known.learn(question,
                            question.type == Type::txt ? texts : Answer{Outcome::nothing, {}, false});
            }
        }
        for (auto const& shown : record->current) require(shown.size() <= 603 && is_inert(shown));
        require(record->current.size() <= 8);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::Input const input(data, size);
    if (input.choice % 2 == 0)
        read_record(input.choice / 2, input.text);
    else
        judge_texts(input.text);
    return 0;
}
