#include "agent/queue.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "reflect/json_read.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace mailapp::agent {
namespace {

constexpr std::size_t most_ids = 1000;
constexpr std::size_t most_recipients = 100;
constexpr std::size_t longest_listing = std::size_t{32} * 1024 * 1024;
// Below the protocol's bound of a reply, with room for the escapes of JSON.
constexpr std::size_t most_told = std::size_t{8} * 1024 * 1024;
constexpr std::chrono::seconds list_deadline{30};
constexpr std::chrono::seconds show_deadline{15};
constexpr std::chrono::seconds change_deadline{50};
constexpr std::chrono::seconds deliver_deadline{10};

/// The members of a line of `postqueue -j` that this program knows; Postfix may add others.
std::string text_of(boost::json::object const& object, char const* name) {
    auto const* value = object.if_contains(name);
    auto const* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(*text) : std::string();
}

std::int64_t number_of(boost::json::object const& object, char const* name) {
    auto const* value = object.if_contains(name);
    auto const* number = value != nullptr ? value->if_int64() : nullptr;
    return number != nullptr ? *number : 0;
}

void read_recipients(boost::json::object const& object, QueueEntry& entry) {
    auto const* value = object.if_contains("recipients");
    auto const* list = value != nullptr ? value->if_array() : nullptr;
    if (list == nullptr) return;
    entry.recipient_count = static_cast<std::int64_t>(list->size());
    for (auto const& item : *list) {
        if (entry.recipients.size() == most_recipients) return;
        if (auto const* recipient = item.if_object())
            entry.recipients.push_back({text_of(*recipient, "address"), text_of(*recipient, "delay_reason")});
    }
}

std::optional<QueueEntry> parse_entry(std::string_view line) {
    auto const parsed = reflect::parse_json(line);
    auto const* object = parsed ? parsed->if_object() : nullptr;
    if (object == nullptr) return std::nullopt;
    QueueEntry entry;
    entry.queue_id = text_of(*object, "queue_id");
    if (!is_queue_id(entry.queue_id)) return std::nullopt;
    entry.queue_name = text_of(*object, "queue_name");
    entry.arrival_time = number_of(*object, "arrival_time");
    entry.message_size = number_of(*object, "message_size");
    auto const* expire = object->if_contains("forced_expire");
    entry.forced_expire = expire != nullptr && expire->is_bool() && expire->get_bool();
    entry.sender = text_of(*object, "sender");
    read_recipients(*object, entry);
    return entry;
}

std::size_t told_size(QueueEntry const& entry) {
    std::size_t size = 256 + entry.sender.size();
    for (auto const& recipient : entry.recipients)
        size += 64 + recipient.address.size() + recipient.delay_reason.size();
    return size;
}

Error unavailable(ProcessResult const& outcome) {
    return upstream("queue.unavailable",
                    "Postfix says: " + std::string(trim(outcome.output)).substr(0, 1000));
}

Result<ProcessResult> run(std::vector<std::string> const& arguments, std::chrono::seconds deadline,
                          std::string input = {}, std::size_t output_limit = std::size_t{1024} * 1024) {
    ProcessOptions options;
    options.input = std::move(input);
    options.deadline = deadline;
    options.output_limit = output_limit;
    auto outcome = run_process(arguments, options);
    if (!outcome) return upstream("queue.unavailable", outcome.error().detail);
    return outcome;
}

std::optional<Error> check(QueueSelection const& selection) {
    if (selection.all != selection.ids.empty() || selection.ids.size() > most_ids) {
        return invalid("queue.invalid_selection", "Name up to 1000 messages, or all of them.", "/ids");
    }
    for (std::size_t i = 0; i < selection.ids.size(); ++i) {
        if (!is_queue_id(selection.ids[i]))
            return invalid("queue.invalid_id", "This is no queue id.", "/ids/" + std::to_string(i));
    }
    return std::nullopt;
}

/// Sorts what was asked for into done and missing.
QueueOutcome outcome_of(std::vector<std::string> const& asked, std::vector<std::string> const& done) {
    std::set<std::string, std::less<>> const known(done.begin(), done.end());
    QueueOutcome outcome;
    for (auto const& id : asked) (known.contains(id) ? outcome.done : outcome.missing).push_back(id);
    return outcome;
}

}  // namespace

bool is_queue_id(std::string_view text) {
    // Short ids have 6 hexadecimal digits of microseconds or fewer and an inode; long ones 11 characters or
    // more.
    constexpr std::size_t shortest = 6;
    constexpr std::size_t longest = 32;
    return text.size() >= shortest && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
           });
}

QueueListing parse_queue(std::string_view output, std::size_t limit) {
    QueueListing listing;
    std::size_t told = 0;
    while (!output.empty()) {
        auto const line = output.substr(0, output.find('\n'));
        output.remove_prefix(std::min(output.size(), line.size() + 1));
        if (line.empty()) continue;
        if (listing.entries.size() >= limit || told > most_told) {
            listing.cut = true;
            break;
        }
        if (auto entry = parse_entry(line)) {
            told += told_size(*entry);
            listing.entries.push_back(std::move(*entry));
        } else {
            ++listing.broken_lines;
        }
    }
    return listing;
}

std::vector<std::string> acted_on(std::string_view output) {
    // "postsuper: 3FA1B2C3D4: placed on hold", with the name of the program before it.
    std::vector<std::string> ids;
    for (auto const line : split(output, '\n')) {
        auto const parts = split(line, ':');
        if (parts.size() < 3 || parts[0] != "postsuper") continue;
        auto const id = trim(parts[1]);
        auto const what = trim(parts[2]);
        if (is_queue_id(id) &&
            (what == "removed" || what == "placed on hold" || what == "released from hold"))
            ids.emplace_back(id);
    }
    return ids;
}

Result<QueueListing> Queue::list(QueueList const& wanted) const {
    if (wanted.limit < 1 || wanted.limit > QueueList::most_entries)
        return invalid("queue.invalid_limit", "Between 1 and 10000 messages can be listed.", "/limit");
    auto const outcome =
        run({"/usr/sbin/postqueue", "-c", configuration_, "-j"}, list_deadline, {}, longest_listing);
    if (!outcome) return outcome.error();
    if (outcome->status != 0) return unavailable(*outcome);
    auto listing = parse_queue(outcome->output, static_cast<std::size_t>(wanted.limit));
    listing.cut = listing.cut || outcome->cut;
    return listing;
}

Result<QueuedMessage> Queue::show(QueueShow const& wanted) const {
    if (!is_queue_id(wanted.id)) return invalid("queue.invalid_id", "This is no queue id.", "/id");
    // The queue is that user's: what lies there under the id may be a link to what only root reads.
    auto const outcome = run({"/usr/bin/setpriv", "--reuid=postfix", "--regid=postfix", "--init-groups", "--",
                              "/usr/sbin/postcat", "-c", configuration_, "-q", wanted.id},
                             show_deadline);
    if (!outcome) return outcome.error();
    if (outcome->status == 0) return QueuedMessage{outcome->output, outcome->cut};
    if (outcome->output.find("No such file or directory") != std::string::npos)
        return not_found("queue.not_found", "This message is not in the queue any more.");
    return unavailable(*outcome);
}

Result<QueueOutcome> Queue::deliver(QueueSelection const& selection) const {
    if (auto wrong = check(selection)) return *wrong;
    if (selection.all) {
        auto const outcome = run({"/usr/sbin/postqueue", "-c", configuration_, "-f"}, deliver_deadline);
        if (!outcome) return outcome.error();
        if (outcome->status != 0) return unavailable(*outcome);
        return QueueOutcome{};
    }
    // `postqueue -i` succeeds for ids that do not exist: who is there must be known from before.
    auto const listing = list(QueueList{});
    if (!listing) return listing.error();
    std::vector<std::string> there;
    for (auto const& entry : listing->entries) there.push_back(entry.queue_id);
    auto result = outcome_of(selection.ids, there);
    for (auto const& id : result.done) {
        auto const outcome = run({"/usr/sbin/postqueue", "-c", configuration_, "-i", id}, deliver_deadline);
        if (!outcome) return outcome.error();
        if (outcome->status != 0) return unavailable(*outcome);
    }
    return result;
}

Result<QueueOutcome> Queue::change(char const* option, QueueSelection const& selection) const {
    if (auto wrong = check(selection)) return *wrong;
    // "-": the ids come by standard input, so that none can be taken for an option.
    auto const outcome =
        run({"/usr/sbin/postsuper", "-c", configuration_, option, selection.all ? "ALL" : "-"},
            change_deadline, join(selection.ids, "\n") + "\n");
    if (!outcome) return outcome.error();
    if (outcome->status != 0) return unavailable(*outcome);
    return outcome_of(selection.ids, acted_on(outcome->output));
}

}  // namespace mailapp::agent
