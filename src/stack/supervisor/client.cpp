#include "stack/supervisor/client.hpp"

#include "base/text.hpp"
#include "stack/http_call.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <sstream>
#include <string_view>

namespace mailapp::supervisor {
namespace {

// Starting waits for a program's `startsecs`, stopping for its `stopwaitsecs`.
constexpr std::chrono::seconds slow_deadline{45};
constexpr std::chrono::seconds quick_deadline{5};

// supervisor/xmlrpc.py, class Faults.
constexpr int fault_bad_name = 10;
constexpr int fault_already_started = 60;
constexpr int fault_not_running = 70;

using Argument = std::variant<std::string, std::int32_t, bool>;

/// The answer's document and the element inside of its <value>.
struct Answer {
    std::shared_ptr<pugi::xml_document> document;
    pugi::xml_node value;
};

std::string method_call(char const* method, std::vector<Argument> const& arguments) {
    pugi::xml_document document;
    auto call = document.append_child("methodCall");
    call.append_child("methodName").text().set(method);
    auto parameters = call.append_child("params");
    for (auto const& argument : arguments) {
        auto value = parameters.append_child("param").append_child("value");
        if (auto const* text = std::get_if<std::string>(&argument)) {
            value.append_child("string").text().set(text->c_str());
        } else if (auto const* number = std::get_if<std::int32_t>(&argument)) {
            value.append_child("int").text().set(*number);
        } else {
            value.append_child("boolean").text().set(std::get<bool>(argument) ? "1" : "0");
        }
    }
    std::ostringstream text;
    document.save(text, "", pugi::format_raw);
    return text.str();
}

/// The content of a <value>: an element that names its type, or bare text, which is a string.
pugi::xml_node member(pugi::xml_node structure, char const* name) {
    for (auto const candidate : structure.children("member")) {
        if (std::string_view(candidate.child_value("name")) == name) return candidate.child("value");
    }
    return {};
}

std::string text_of(pugi::xml_node value) {
    auto const typed = value.first_child();
    return typed.type() == pugi::node_element ? typed.child_value() : value.child_value();
}

std::int64_t number_of(pugi::xml_node value) {
    return parse_int(text_of(value)).value_or(0);
}

struct Fault {
    int code = 0;
    std::string words;
};

/// A fault of supervisord is a value here: some of them are what the caller wanted.
Result<std::variant<Answer, Fault>> ask(fs::path const& socket, char const* method,
                                        std::vector<Argument> const& arguments,
                                        std::chrono::milliseconds deadline = quick_deadline) {
    auto const answer = http_post({"http://supervisor/RPC2",
                                   socket,
                                   {"Content-Type: text/xml"},
                                   method_call(method, arguments),
                                   deadline});
    if (!answer) return upstream("supervisor.unreachable", answer.error().detail);
    if (answer->status != 200) {
        return upstream("supervisor.unreachable",
                        "The supervisor answered with status " + std::to_string(answer->status) + ".");
    }
    Answer parsed{std::make_shared<pugi::xml_document>(), {}};
    if (!parsed.document->load_buffer(answer->body.data(), answer->body.size()))
        return upstream("supervisor.unreachable", "The supervisor's answer is not XML.");
    auto const response = parsed.document->child("methodResponse");
    if (auto const fault = response.child("fault")) {
        auto const structure = fault.child("value").child("struct");
        return Fault{static_cast<int>(number_of(member(structure, "faultCode"))),
                     text_of(member(structure, "faultString"))};
    }
    parsed.value = response.child("params").child("param").child("value");
    return parsed;
}

Error refused(Fault const& fault, std::string const& program) {
    if (fault.code == fault_bad_name)
        return not_found("supervisor.unknown_program",
                         "The supervisor runs no program named " + program + ".");
    return upstream("supervisor.refused", "The supervisor says: " + fault.words);
}

/// A call whose answer says nothing but that it was done.
Result<void> order(fs::path const& socket, char const* method, std::vector<Argument> const& arguments,
                   std::chrono::milliseconds deadline, int harmless_fault) {
    auto const answer = ask(socket, method, arguments, deadline);
    if (!answer) return answer.error();
    auto const* fault = std::get_if<Fault>(&*answer);
    if (fault == nullptr || fault->code == harmless_fault) return {};
    return refused(*fault, std::get<std::string>(arguments.front()));
}

ProcessState state_of(std::int64_t code) {
    switch (code) {
        case 0: return ProcessState::stopped;
        case 10: return ProcessState::starting;
        case 20: return ProcessState::running;
        case 30: return ProcessState::backoff;
        case 40: return ProcessState::stopping;
        case 100: return ProcessState::exited;
        case 200: return ProcessState::fatal;
        default: return ProcessState::unknown;
    }
}

ProcessInfo to_info(pugi::xml_node structure) {
    ProcessInfo info;
    info.name = text_of(member(structure, "name"));
    info.state = state_of(number_of(member(structure, "state")));
    info.pid = number_of(member(structure, "pid"));
    info.exit_status = number_of(member(structure, "exitstatus"));
    info.spawn_error = text_of(member(structure, "spawnerr"));
    auto const started = number_of(member(structure, "start"));
    auto const ended = number_of(member(structure, "stop"));
    bool const alive = info.state == ProcessState::running || info.state == ProcessState::starting ||
                       info.state == ProcessState::stopping;
    if (auto const moment = alive ? started : std::max(started, ended); moment > 0)
        info.since = Seconds(std::chrono::seconds(moment));
    return info;
}

}  // namespace

Result<std::vector<ProcessInfo>> Client::list() const {
    auto const answer = ask(socket_, "supervisor.getAllProcessInfo", {});
    if (!answer) return answer.error();
    if (auto const* fault = std::get_if<Fault>(&*answer)) return refused(*fault, {});
    std::vector<ProcessInfo> processes;
    for (auto const value : std::get<Answer>(*answer).value.child("array").child("data").children("value"))
        processes.push_back(to_info(value.child("struct")));
    return processes;
}

Result<ProcessInfo> Client::info(std::string const& program) const {
    auto const answer = ask(socket_, "supervisor.getProcessInfo", {program});
    if (!answer) return answer.error();
    if (auto const* fault = std::get_if<Fault>(&*answer)) return refused(*fault, program);
    return to_info(std::get<Answer>(*answer).value.child("struct"));
}

Result<void> Client::start(std::string const& program) const {
    return order(socket_, "supervisor.startProcess", {program, true}, slow_deadline, fault_already_started);
}

Result<void> Client::stop(std::string const& program) const {
    return order(socket_, "supervisor.stopProcess", {program, true}, slow_deadline, fault_not_running);
}

Result<void> Client::restart(std::string const& program) const {
    if (auto stopped = stop(program); !stopped) return stopped;
    return start(program);
}

Result<void> Client::signal(std::string const& program, std::string const& name) const {
    return order(socket_, "supervisor.signalProcess", {program, name}, quick_deadline, 0);
}

Result<std::string> Client::tail(std::string const& program, std::int32_t bytes) const {
    auto const answer = ask(socket_, "supervisor.tailProcessStdoutLog", {program, std::int32_t{0}, bytes});
    if (!answer) return answer.error();
    if (auto const* fault = std::get_if<Fault>(&*answer)) return refused(*fault, program);
    // [text, offset of the end, whether more was there]
    auto const first = std::get<Answer>(*answer).value.child("array").child("data").child("value");
    return text_of(first);
}

}  // namespace mailapp::supervisor
