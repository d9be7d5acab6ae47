#pragma once

#include "agent/verbs.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mailapp::agent {

/// A queue id of Postfix, short or long form. Not "ALL", which postsuper(1) takes for every message.
bool is_queue_id(std::string_view text);

/// What `postqueue -j` printed, one object a line. Lines that are no entry are counted and skipped.
QueueListing parse_queue(std::string_view output, std::size_t limit);

/// The ids that postsuper(1) says it acted on.
std::vector<std::string> acted_on(std::string_view output);

/// Postfix's queue, by Postfix's own programs. Errors of all calls: queue.unavailable when they fail;
/// queue.invalid_id; queue.invalid_selection unless either ids or `all` are given; queue.invalid_limit.
class Queue {
public:
    /// `configuration`: the directory of main.cf.
    explicit Queue(fs::path const& configuration) : configuration_(configuration.string()) {}

    Result<QueueListing> list(QueueList const& wanted) const;
    /// Error: queue.not_found.
    Result<QueuedMessage> show(QueueShow const& wanted) const;
    Result<QueueOutcome> deliver(QueueSelection const& selection) const;
    Result<QueueOutcome> hold(QueueSelection const& selection) const { return change("-h", selection); }
    Result<QueueOutcome> unhold(QueueSelection const& selection) const { return change("-H", selection); }
    Result<QueueOutcome> remove(QueueSelection const& selection) const { return change("-d", selection); }

private:
    Result<QueueOutcome> change(char const* option, QueueSelection const& selection) const;

    std::string configuration_;
};

}  // namespace mailapp::agent
