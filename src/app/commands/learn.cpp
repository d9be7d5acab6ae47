#include "app/commands.hpp"
#include "app/standard_input.hpp"
#include "instance/instance.hpp"
#include "stack/http_client.hpp"

#include <sysexits.h>

namespace mailapp::app {
namespace {

Result<> teach(Instance const& instance, std::string const& what, std::string message) {
    stack::HttpCall call;
    call.url = "http://rspamd/learn" + what;
    call.unix_socket = instance.controller_socket();
    call.method = "POST";
    call.body = std::move(message);
    call.deadline = std::chrono::seconds(30);
    auto const reply = stack::http_call(call);
    if (!reply) return reply.error();
    // 208 and 204: it was learned before, or there is too little text in it. Trying again changes nothing.
    if (reply->status == 200 || reply->status == 208 || reply->status == 204) return {};
    return upstream("learn.refused", "Rspamd did not learn the message: " + reply->body);
}

int learn(Arguments const& arguments) {
    auto const what = arguments.value("class").value_or("");
    if (what != "spam" && what != "ham") return fail("learn takes \"spam\" or \"ham\"", EX_USAGE);
    auto const instance = Instance::load(instance_directory(arguments));
    if (!instance) return fail(instance.error().detail, EX_TEMPFAIL);
    auto message = read_standard_input();
    if (!message) return fail(message.error().detail, EX_TEMPFAIL);
    if (auto const learned = teach(*instance, what, std::move(*message)); !learned)
        return fail(learned.error().detail, EX_TEMPFAIL);
    return 0;
}

}  // namespace

Command learn_command() {
    Command command;
    command.name = "learn";
    command.summary = "Teach the spam filter a message from standard input";
    command.description =
        "Started by Postfix and Dovecot. Exit status 75 says that it should be tried again later.";
    command.options = {instance_option()};
    command.positionals = {{"class", "spam or ham"}};
    command.run = learn;
    command.hidden = true;
    return command;
}

}  // namespace mailapp::app
