#include "stack/supervisor/client.hpp"

#include "base/text.hpp"
#include "stack/http_client.hpp"

#include <pugixml.hpp>

#include <memory>
#include <sstream>
#include <variant>

namespace mailapp::stack::supervisor {
namespace {

using Argument = std::variant<std::string, bool, int>;

// Starting waits for a program's `startsecs`, stopping for its `stopwaitsecs`.
constexpr std::chrono::seconds slow_deadline{60};
constexpr std::chrono::seconds quick_deadline{5};

constexpr int bad_name = 10;
// Fault codes of supervisor/xmlrpc.py that say "it is so already".
constexpr int already_started = 60;
constexpr int not_running = 70;

/// The <value> of an answer; owns its document.
struct Answer {
    std::shared_ptr<pugi::xml_document> document;
    pugi::xml_node value;
};

struct Fault {
    int code = 0;
    std::string text;
};

std::string request_body(std::string const& method, std::vector<Argument> const& arguments) {
    pugi::xml_document document;
    auto call = document.append_child("methodCall");
    call.append_child("methodName").text().set(method.c_str());
    auto parameters = call.append_child("params");
    for (auto const& argument : arguments) {
        auto value = parameters.append_child("param").append_child("value");
        if (auto const* text = std::get_if<std::string>(&argument)) {
            value.append_child("string").text().set(text->c_str());
        } else if (auto const* number = std::get_if<int>(&argument)) {
            value.append_child("int").text().set(*number);
        } else {
            value.append_child("boolean").text().set(std::get<bool>(argument) ? "1" : "0");
        }
    }
    std::ostringstream out;
    document.save(out, "", pugi::format_raw);
    return out.str();
}

/// The text of a <value>, with or without a type element in it.
std::string text_of(pugi::xml_node value) {
    auto const typed = value.first_child();
    return typed.type() == pugi::node_element ? typed.text().as_string() : value.text().as_string();
}

std::string member(pugi::xml_node structure, char const* name) {
    for (auto const entry : structure.child("struct").children("member"))
        if (std::string_view(entry.child_value("name")) == name) return text_of(entry.child("value"));
    return "";
}

std::variant<Answer, Fault, Error> exchange(fs::path const& socket, std::string const& method,
                                            std::vector<Argument> const& arguments,
                                            std::chrono::milliseconds deadline) {
    HttpCall call;
    call.url = "http://supervisor/RPC2";
    call.method = "POST";
    call.headers = {{"Content-Type", "text/xml"}};
    call.body = request_body(method, arguments);
    call.unix_socket = socket;
    call.deadline = deadline;
    auto const reply = http_call(call);
    if (!reply) return reply.error();
    auto document = std::make_shared<pugi::xml_document>();
    if (reply->status != 200 || !document->load_buffer(reply->body.data(), reply->body.size()))
        return upstream("supervisor.refused", "The supervisor did not understand " + method + ".");
    auto const response = document->child("methodResponse");
    if (auto const fault = response.child("fault").child("value"))
        return Fault{static_cast<int>(parse_int(member(fault, "faultCode")).value_or(0)),
                     member(fault, "faultString")};
    return Answer{document, response.child("params").child("param").child("value")};
}

Error refused(std::string const& what, Fault const& fault) {
    if (fault.code == bad_name)
        return not_found("supervisor.unknown_program", "The supervisor runs no such program.");
    return upstream("supervisor.refused", what + ": the supervisor says " + fault.text + ".");
}

/// An exchange whose answer says nothing; a fault of that code is as good.
Result<> command(fs::path const& socket, std::string const& method, std::vector<Argument> const& arguments,
                 int harmless_fault = 0) {
    auto const outcome = exchange(socket, method, arguments, slow_deadline);
    if (auto const* error = std::get_if<Error>(&outcome)) return *error;
    if (auto const* fault = std::get_if<Fault>(&outcome); fault != nullptr && fault->code != harmless_fault)
        return refused(method, *fault);
    return {};
}

Result<Answer> query(fs::path const& socket, std::string const& method,
                     std::vector<Argument> const& arguments = {}) {
    auto outcome = exchange(socket, method, arguments, quick_deadline);
    if (auto* error = std::get_if<Error>(&outcome)) return std::move(*error);
    if (auto const* fault = std::get_if<Fault>(&outcome)) return refused(method, *fault);
    return std::get<Answer>(std::move(outcome));
}

std::int64_t number(pugi::xml_node structure, char const* name) {
    return parse_int(member(structure, name)).value_or(0);
}

ProcessState to_state(pugi::xml_node value) {
    ProcessState state;
    state.name = member(value, "name");
    state.state = member(value, "statename");
    state.pid = static_cast<pid_t>(number(value, "pid"));
    state.since = Seconds(std::chrono::seconds(number(value, "start")));
    state.problem = member(value, "spawnerr");
    state.ended = Seconds(std::chrono::seconds(number(value, "stop")));
    state.exit_status = static_cast<int>(number(value, "exitstatus"));
    return state;
}

}  // namespace

Client::Client(fs::path socket) : socket_(std::move(socket)) {}

Result<pid_t> Client::pid() const {
    auto const answer = query(socket_, "supervisor.getPID");
    if (!answer) return answer.error();
    return static_cast<pid_t>(parse_int(text_of(answer->value)).value_or(0));
}

Result<std::vector<ProcessState>> Client::processes() const {
    auto const answer = query(socket_, "supervisor.getAllProcessInfo");
    if (!answer) return answer.error();
    std::vector<ProcessState> all;
    for (auto const value : answer->value.child("array").child("data").children("value"))
        all.push_back(to_state(value));
    return all;
}

Result<ProcessState> Client::process(std::string const& name) const {
    auto const answer = query(socket_, "supervisor.getProcessInfo", {name});
    if (!answer) return answer.error();
    return to_state(answer->value);
}

Result<> Client::start(std::string const& name) const {
    return command(socket_, "supervisor.startProcess", {name, true}, already_started);
}

Result<> Client::stop(std::string const& name) const {
    return command(socket_, "supervisor.stopProcess", {name, true}, not_running);
}

Result<> Client::restart(std::string const& name) const {
    if (auto stopped = stop(name); !stopped) return stopped;
    return start(name);
}

Result<> Client::signal(std::string const& name, std::string const& signal_name) const {
    return command(socket_, "supervisor.signalProcess", {name, signal_name});
}

Result<std::string> Client::tail(std::string const& name, int bytes) const {
    auto const answer = query(socket_, "supervisor.tailProcessStdoutLog", {name, 0, bytes});
    if (!answer) return answer.error();
    // [text, offset of its end, whether there was more]
    return text_of(answer->value.child("array").child("data").child("value"));
}

Result<> Client::update() const {
    auto const answer = query(socket_, "supervisor.reloadConfig");
    if (!answer) return answer.error();
    // [[ [added], [changed], [removed] ]]
    auto const lists = answer->value.child("array").child("data").child("value").child("array").child("data");
    std::vector<std::vector<std::string>> groups;
    for (auto const list : lists.children("value")) {
        auto& names = groups.emplace_back();
        for (auto const name : list.child("array").child("data").children("value"))
            names.push_back(text_of(name));
    }
    groups.resize(3);
    auto const& added = groups[0];
    auto const& changed = groups[1];
    auto const& removed = groups[2];
    for (auto const* gone : {&removed, &changed}) {
        for (auto const& name : *gone) {
            if (auto done = command(socket_, "supervisor.stopProcessGroup", {name, true}); !done) return done;
            if (auto done = command(socket_, "supervisor.removeProcessGroup", {name}); !done) return done;
        }
    }
    for (auto const* fresh : {&changed, &added}) {
        for (auto const& name : *fresh)
            if (auto done = command(socket_, "supervisor.addProcessGroup", {name}); !done) return done;
    }
    return {};
}

Result<> Client::shutdown() const {
    return command(socket_, "supervisor.shutdown", {});
}

}  // namespace mailapp::stack::supervisor
