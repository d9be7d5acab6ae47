#include "compat/mailcow/messages.hpp"

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "compat/mailcow/errors.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>

namespace mailapp::compat::mailcow {
namespace {

namespace json = boost::json;

std::string_view to_text(MessageType type) {
    switch (type) {
        case MessageType::success: return "success";
        case MessageType::danger: return "danger";
        case MessageType::warning: return "warning";
    }
    return "danger";
}

bool is_secret(std::string_view name) {
    static constexpr std::array words{"pass", "private_key", "secret", "token"};
    auto const lower = to_lower(name);
    for (std::string_view const word : words) {
        if (lower.find(word) != std::string::npos) return true;
    }
    return false;
}

void mask(json::value& data) {
    if (auto* list = data.if_array()) {
        for (auto& entry : *list) mask(entry);
        return;
    }
    auto* object = data.if_object();
    if (object == nullptr) return;
    for (auto& member : *object) {
        if (is_secret(member.key())) {
            member.value() = "*";
        } else {
            mask(member.value());
        }
    }
}

}  // namespace

Argument::Argument(std::string_view text) : json_(json_string(text)) {}

void Messages::add(MessageType type, std::string_view key, std::vector<Argument> const& arguments,
                   std::string_view log) {
    if (!entries_.empty()) entries_ += ',';
    entries_ += R"({"type":")";
    entries_ += to_text(type);
    entries_ += R"(","log":)";
    entries_ += log.empty() ? std::string_view(log_) : log;
    entries_ += R"(,"msg":)";
    if (arguments.empty()) {
        append_json_string(entries_, key);
    } else {
        entries_ += '[';
        append_json_string(entries_, key);
        for (auto const& argument : arguments) entries_ += "," + argument.json();
        entries_ += ']';
    }
    entries_ += '}';
}

void Messages::append(Messages const& more) {
    if (!entries_.empty() && !more.entries_.empty()) entries_ += ',';
    entries_ += more.entries_;
}

void Messages::failure(Error const& error, std::string_view object,
                       std::vector<std::int64_t> const& figures) {
    auto const& wanted = mailcow_message(error.code);
    std::vector<Argument> arguments;
    switch (wanted.arguments) {
        case Arguments::none: break;
        case Arguments::object: arguments.emplace_back(object); break;
        case Arguments::figures:
            for (auto const figure : figures) arguments.emplace_back(figure);
            break;
        case Arguments::detail: arguments.emplace_back(error.detail); break;
        case Arguments::object_and_detail:
            arguments.emplace_back(object);
            arguments.emplace_back(error.detail);
            break;
    }
    add(wanted.type, wanted.key, arguments, wanted.of_password_check ? password_check_log : "");
}

std::string call_log(std::string_view function, std::string_view action, std::string_view type,
                     json::value data) {
    mask(data);
    // PHP knows no empty object.
    if (auto const* object = data.if_object(); object != nullptr && object->empty()) data = json::array{};
    std::string log = "[";
    append_json_string(log, function);
    log += ',';
    append_json_string(log, action);
    if (!type.empty()) {
        log += ',';
        append_json_string(log, type);
    }
    log += "," + json::serialize(data);
    if (function == "mailbox") log += ",null";
    return log + "]";
}

}  // namespace mailapp::compat::mailcow
