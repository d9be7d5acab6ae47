#include "stack/redis/client.hpp"

#include <hiredis/hiredis.h>

namespace mailapp::stack::redis {
namespace {

struct FreeContext {
    void operator()(redisContext* context) const { redisFree(context); }
};
struct FreeReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RawReply = std::unique_ptr<redisReply, FreeReply>;

timeval to_timeval(std::chrono::milliseconds time) {
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    auto const rest = std::chrono::duration_cast<std::chrono::microseconds>(time - seconds);
    return {seconds.count(), rest.count()};
}

Error refused(std::string const& words) {
    return upstream("redis.refused", "Redis refused a command: " + words);
}

Error unreachable(std::string const& words) {
    return upstream("redis.unreachable", "Redis does not answer: " + words);
}

Reply to_reply(redisReply const& raw) {
    Reply reply;
    switch (raw.type) {
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS: reply.text = std::string(raw.str, raw.len); break;
        case REDIS_REPLY_INTEGER: reply.number = raw.integer; break;
        case REDIS_REPLY_ARRAY:
            for (std::size_t i = 0; i < raw.elements; ++i) reply.items.push_back(to_reply(*raw.element[i]));
            break;
        default: break;
    }
    return reply;
}

}  // namespace

struct Client::Connection {
    std::unique_ptr<redisContext, FreeContext> context;
};

Client::Client(Address address, Secret password)
    : address_(std::move(address)), password_(std::move(password)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Error Client::broken() {
    auto const words = std::string(connection_->context->errstr);
    connection_.reset();
    return unreachable(words);
}

Result<> Client::connect() {
    if (connection_) return {};
    auto const timeout = to_timeval(address_.timeout);
    auto made = std::make_unique<Connection>();
    made->context.reset(redisConnectUnixWithTimeout(address_.socket.c_str(), timeout));
    if (!made->context) return unreachable("no memory for a connection");
    if (made->context->err != 0) return unreachable(made->context->errstr);
    redisSetTimeout(made->context.get(), timeout);
    connection_ = std::move(made);
    if (password_.empty()) return {};
    if (auto sent = send({"AUTH", std::string(password_.reveal())}); !sent) return sent.error();
    auto const answer = receive();
    if (answer) return {};
    connection_.reset();
    return answer.error();
}

Result<> Client::send(Command const& command) {
    std::vector<char const*> words;
    std::vector<std::size_t> lengths;
    for (auto const& word : command) {
        words.push_back(word.data());
        lengths.push_back(word.size());
    }
    if (redisAppendCommandArgv(connection_->context.get(), static_cast<int>(words.size()), words.data(),
                               lengths.data()) != REDIS_OK) {
        return broken();
    }
    return {};
}

Result<Reply> Client::receive() {
    void* answer = nullptr;
    if (redisGetReply(connection_->context.get(), &answer) != REDIS_OK) return broken();
    RawReply const reply(static_cast<redisReply*>(answer));
    if (reply->type == REDIS_REPLY_ERROR) return refused(std::string(reply->str, reply->len));
    return to_reply(*reply);
}

Result<Reply> Client::run(Command const& command) {
    bool const was_open = connection_ != nullptr;
    if (auto ready = connect(); !ready) return ready.error();
    if (auto sent = send(command); !sent) return sent.error();
    auto answer = receive();
    // A server that was restarted since the last command ended this connection: one fresh try.
    if (answer || !was_open || connection_) return answer;
    if (auto ready = connect(); !ready) return ready.error();
    if (auto sent = send(command); !sent) return sent.error();
    return receive();
}

Result<std::vector<Reply>> Client::transaction(std::vector<Command> const& commands) {
    // Finds a connection that has ended meanwhile before anything depends on it.
    if (auto ready = run({"PING"}); !ready) return ready.error();
    if (auto sent = send({"MULTI"}); !sent) return sent.error();
    for (auto const& command : commands) {
        if (auto sent = send(command); !sent) return sent.error();
    }
    if (auto sent = send({"EXEC"}); !sent) return sent.error();
    // Every answer is read, also behind a refusal: the next command must not meet them.
    std::optional<Error> problem;
    for (std::size_t i = 0; i < commands.size() + 1; ++i) {
        auto const queued = receive();
        if (!queued && !problem) problem = queued.error();
        if (!connection_) return *problem;
    }
    auto done = receive();
    if (problem) return *problem;
    if (!done) return done.error();
    return std::move(done->items);
}

}  // namespace mailapp::stack::redis
