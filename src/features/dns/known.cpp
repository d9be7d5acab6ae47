#include "features/dns/known.hpp"

#include <utility>

namespace mailapp::dns {
namespace {

/// An SPF record may need ten look-ups and each of them ten more (RFC 7208, section 4.6.4), for two kinds of
/// addresses; a domain has some twenty records.
constexpr std::size_t most_questions = 300;

}  // namespace

stack::dns::Answer const* Known::find(std::string const& name, stack::dns::Type type) {
    static stack::dns::Answer const failure{stack::dns::Outcome::failed, {}, false};
    stack::dns::Question const question{name, type};
    if (auto const known = answers_.find(question); known != answers_.end()) return &known->second;
    if (asked_.contains(question)) return nullptr;
    if (asked_.size() >= most_questions) return &failure;
    asked_.insert(question);
    wanted_.push_back(question);
    return nullptr;
}

void Known::learn(stack::dns::Question const& question, stack::dns::Answer answer) {
    answers_[question] = std::move(answer);
}

std::vector<stack::dns::Question> Known::take_wanted() {
    return std::exchange(wanted_, {});
}

}  // namespace mailapp::dns
