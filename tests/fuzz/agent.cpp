// The agent's protocol from both sides, what Postfix prints about its queue, and where a mail store may lie.
#include "agent/client.hpp"
#include "agent/dispatcher.hpp"
#include "agent/line_stream.hpp"
#include "agent/queue.hpp"
#include "agent/store_path.hpp"
#include "base/descriptor.hpp"
#include "fuzz.hpp"

#include <sys/socket.h>

namespace {

using namespace mailapp;
using fuzz::require;

template <class... Requests>
void answer_each(agent::Dispatcher& dispatcher) {
    (dispatcher.on<Requests>(
         [](Requests const&) -> Result<typename Requests::Reply> { return typename Requests::Reply(); }),
     ...);
}

void handle_line(std::string_view text) {
    static auto const dispatcher = [] {
        agent::Dispatcher all;
        answer_each<agent::Ping, agent::ServicesList, agent::ServicesLogs, agent::ServicesRestart,
                    agent::QueueList, agent::QueueShow, agent::QueueDelete, agent::SessionsKick,
                    agent::MailstoreDiscard, agent::ConfigurationApply>(all);
        return all;
    }();
    auto const reply = dispatcher.handle(text, 0);
    // One line, whatever came.
    require(reply.find('\n') == reply.size() - 1);
    auto const parsed = reflect::parse_json(reply);
    require(parsed && parsed->as_object().size() == 1);
}

void read_reply(std::string_view text) {
    agent::Client const client([text](std::string const&, std::chrono::milliseconds) -> Result<std::string> {
        return std::string(text);
    });
    (void)client.call(agent::QueueList{});
    (void)client.call(agent::ServicesList{});
    (void)client.call(agent::ServicesLogs{});
}

void read_lines(std::string_view text) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    Descriptor const writer(ends[0]);
    Descriptor const reader(ends[1]);
    text = text.substr(0, 16 * 1024);  // what a socket takes at once
    require(::send(writer.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(text.size()));
    ::shutdown(writer.get(), SHUT_WR);
    constexpr std::size_t longest = 256;
    agent::LineStream stream(reader.get(), longest);
    std::string line;
    std::string all;
    auto const within = std::chrono::seconds(5);
    while (stream.read(line, within, within) == agent::LineStream::Outcome::line) {
        require(line.size() <= longest && line.find('\n') == std::string::npos);
        all += line + "\n";
    }
    require(text.starts_with(all));
}

void read_queue(std::string_view text) {
    constexpr std::size_t limit = 8;
    auto const listing = agent::parse_queue(text, limit);
    require(listing.entries.size() <= limit);
    for (auto const& id : agent::acted_on(text)) require(agent::is_queue_id(id));
    if (agent::is_queue_id(text))
        require(text.find_first_of("-/. ") == std::string_view::npos && text != "ALL");
}

void read_store_path(std::string_view text) {
    auto const is_component = [](std::string const& name) {
        return !name.empty() && !name.starts_with('.') && name.find('/') == std::string::npos &&
               !has_control_characters(name);
    };
    if (auto const path = agent::StorePath::parse(text))
        require(is_component(path->domain) && is_component(path->name) &&
                path->domain + "/" + path->name == text);
    if (auto const domain = agent::StorePath::parse_domain(text)) require(is_component(*domain));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::Input const input(data, size);
    switch (input.choice % 5) {
        case 0: handle_line(input.text); break;
        case 1: read_reply(input.text); break;
        case 2: read_lines(input.text); break;
        case 3: read_queue(input.text); break;
        case 4: read_store_path(input.text); break;
        default: break;
    }
    return 0;
}
