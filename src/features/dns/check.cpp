#include "features/dns/check.hpp"

#include <stdexcept>

namespace mailapp::dns {
namespace {

/// The records as far as they can be judged; nothing when one needs to know more.
std::optional<std::vector<CheckedRecord>> judge(std::vector<ExpectedRecord> const& expected,
                                                Server const& server, Known& known) {
    std::vector<CheckedRecord> records;
    for (auto const& one : expected) {
        if (auto checked = compare(one, server, known)) records.push_back(std::move(*checked));
    }
    if (records.size() < expected.size()) return std::nullopt;
    return records;
}

}  // namespace

std::vector<CheckedRecord> look_up(std::vector<ExpectedRecord> const& expected, Server const& server,
                                   stack::dns::Resolver& resolver, stack::dns::Resolver::Moment until) {
    Known known;
    for (;;) {
        if (auto records = judge(expected, server, known)) return std::move(*records);
        // Each round learns something, if only that there was no answer in time; their number is bounded by
        // Known.
        auto const questions = known.take_wanted();
        if (questions.empty()) throw std::logic_error("a DNS record waits for nothing");
        auto answers = resolver.ask(questions, until);
        for (std::size_t i = 0; i < questions.size(); ++i) known.learn(questions[i], std::move(answers[i]));
    }
}

}  // namespace mailapp::dns
