#pragma once

#include "stack/dns/answer.hpp"

#include <map>
#include <set>
#include <vector>

namespace mailapp::dns {

/// What is known of the DNS so far. The rules are pure over it: what they need and nobody asked yet is noted,
/// to be asked together with all else that is needed, before they are tried again.
class Known {
public:
    /// The answer; nullptr when it is not there yet. Beyond a bound of questions nothing more is noted, and
    /// the answer is that of a failure.
    stack::dns::Answer const* find(std::string const& name, stack::dns::Type type);
    void learn(stack::dns::Question const& question, stack::dns::Answer answer);
    /// What was noted since the last call, each question once.
    std::vector<stack::dns::Question> take_wanted();

private:
    std::map<stack::dns::Question, stack::dns::Answer> answers_;
    std::set<stack::dns::Question> asked_;
    std::vector<stack::dns::Question> wanted_;
};

}  // namespace mailapp::dns
