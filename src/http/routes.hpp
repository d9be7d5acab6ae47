#pragma once

#include "base/error.hpp"
#include "http/message.hpp"
#include "identity/principal.hpp"
#include "reflect/schema.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mailapp::http {

/// No query, no body or nothing to answer.
struct None {};
BOOST_DESCRIBE_STRUCT(None, (), ())

/// What a handler gets: who asks, and the decoded parts of the request.
template <class Query, class Body>
struct Request {
    Principal caller;
    std::map<std::string, std::string> path;  ///< path parameters, percent-decoded
    Query query{};
    Body body{};
    /// The version in If-Match; nothing when it was not sent or is "*" (RFC 9110, section 13.1.1).
    std::optional<std::int64_t> expected_version;
    RawRequest const* raw = nullptr;

    std::string const& param(std::string const& name) const { return path.at(name); }
    /// A path parameter that is a number; not_found for anything else.
    Result<std::int64_t> id(std::string const& name = "id") const {
        auto const number = parse_int(path.at(name));
        if (!number) return not_found("request.not_found", "There is nothing of this id.");
        return *number;
    }
};

/// A reply that sets headers or another status, beside its body.
template <class T>
struct Reply {
    T body{};
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// What an operation with live data answers: events (the HTML standard, "server-sent events") until one side
/// ends. The operation's answer type is a described struct with `is_event_stream`: each member is an event's
/// name with the type of its data.
struct EventStream {
    std::shared_ptr<LiveBody> body;
};

/// The Error version.changed when a caller's If-Match names another version than the present one.
std::optional<Error> check_version(std::int64_t present, std::optional<std::int64_t> expected);

/// One page of a list.
template <class T>
struct Page {
    std::vector<T> items;
    std::int64_t total = 0;                  ///< of all that match the filter
    std::optional<std::string> next_cursor;  ///< pass as `cursor` for what follows; null at the end
    BOOST_DESCRIBE_CLASS(Page, (), (items, total, next_cursor), (), ())
};

/// What stands before a handler: the declaration of an operation, once, for routing, authorisation, decoding,
/// documentation, audit and the matrix test.
struct OperationInfo {
    Method method = Method::get;
    std::string path;  ///< "/api/v2/domains/{domain}"
    Scope scope = Scope::open;
    std::string id;                   ///< "createDomain": unique, for clients and the error catalogue
    std::string summary;              ///< one line for the documentation
    std::vector<std::string> errors;  ///< codes it can answer beside the general ones
    bool answer_is_secret = false;    ///< shown once: never kept for an idempotency key
    int success = 200;                ///< 201 for creations, 204 when there is nothing to answer
};

/// An operation with its types erased.
struct Operation : OperationInfo {
    std::function<RawResponse(RawRequest const&, Principal, std::map<std::string, std::string>)> run;
    /// Adds what its types are to the documentation.
    std::function<void(reflect::SchemaBook&, boost::json::object&)> document;
};

/// All operations of /api/v2. Features add theirs; lookup is by path segments.
class Routes {
public:
    template <class Query, class Body, class Answer, class Handle>
    void on(OperationInfo info, Handle handle);

    struct Match {
        Operation const* operation = nullptr;
        std::map<std::string, std::string> parameters;
        std::vector<Method> allowed;  ///< methods of that path, when none fits
    };
    Match find(Method method, std::string_view path) const;

    std::vector<Operation> const& operations() const { return operations_; }

private:
    void add(Operation operation);
    std::vector<Operation> operations_;
};

// Parts of the template that do not depend on types; routes.cpp.
namespace detail {

/// A query string as the JSON object that its described struct is read from: numbers and booleans by the
/// schema.
Result<boost::json::value> query_object(std::string_view query, boost::json::object const& schema);
Result<boost::json::value> body_value(RawRequest const& request);
Result<std::optional<std::int64_t>> expected_version(RawRequest const& request);
void document_parameters(boost::json::object& operation, std::string const& path,
                         boost::json::object const* query_schema);
void document_body(boost::json::object& operation, boost::json::object schema);
void document_answer(boost::json::object& operation, int status, boost::json::object const* schema,
                     std::string_view content_type = "application/json");
RawResponse with_version(RawResponse response, RawRequest const& request, std::int64_t version);

}  // namespace detail

/// `application/problem+json` (RFC 9457) for an outcome; the one place that gives kinds their status.
RawResponse problem_response(Error const& error, std::string const& request_id);

template <class T>
struct is_reply : std::false_type {};
template <class T>
struct is_reply<Reply<T>> : std::true_type {};

template <class Query, class Body, class Answer, class Handle>
void Routes::on(OperationInfo info, Handle handle) {
    // The query's schema tells how its texts become numbers and booleans.
    reflect::SchemaBook book;
    boost::json::object query_schema;
    if constexpr (!std::is_same_v<Query, None>) {
        book.schema<Query>();
        query_schema = book.components().at(reflect::SchemaBook::type_name<Query>()).as_object();
    }
    Operation operation;
    static_cast<OperationInfo&>(operation) = info;
    operation.run = [handle = std::move(handle), query_schema, success = info.success](
                        RawRequest const& raw, Principal caller,
                        std::map<std::string, std::string> path) -> RawResponse {
        auto const request_id = raw.id;
        Request<Query, Body> request;
        request.caller = std::move(caller);
        request.path = std::move(path);
        request.raw = &raw;
        if constexpr (!std::is_same_v<Query, None>) {
            auto const object = detail::query_object(raw.query(), query_schema);
            if (!object) return problem_response(object.error(), request_id);
            auto query = reflect::from_json<Query>(*object);
            if (!query) return problem_response(query.error(), request_id);
            request.query = std::move(*query);
        }
        if constexpr (!std::is_same_v<Body, None>) {
            auto const value = detail::body_value(raw);
            if (!value) return problem_response(value.error(), request_id);
            auto body = reflect::from_json<Body>(*value);
            if (!body) return problem_response(body.error(), request_id);
            request.body = std::move(*body);
        }
        auto const version = detail::expected_version(raw);
        if (!version) return problem_response(version.error(), request_id);
        request.expected_version = *version;

        auto answer = handle(std::move(request));
        if (!answer) return problem_response(answer.error(), request_id);
        using Answered = std::remove_cvref_t<decltype(*answer)>;
        RawResponse response;
        response.status = success;
        auto const finish = [&](auto const& body) {
            using T = std::remove_cvref_t<decltype(body)>;
            if constexpr (!std::is_same_v<T, None>) {
                reflect::write_json(response.body, body);
                response.set("Content-Type", "application/json");
            }
            if constexpr (requires { body.version; }) {
                response = detail::with_version(std::move(response), raw, body.version);
            }
        };
        if constexpr (std::is_same_v<Answered, EventStream>) {
            response.live = answer->body;
            response.set("Content-Type", "text/event-stream");
            // A proxy must not gather what is to arrive at once.
            response.set("X-Accel-Buffering", "no");
        } else if constexpr (is_reply<Answered>::value) {
            for (auto& [name, value] : answer->headers) response.set(name, value);
            if (answer->status != 200) response.status = answer->status;
            finish(answer->body);
        } else {
            finish(*answer);
        }
        return response;
    };
    operation.document = [info](reflect::SchemaBook& into, boost::json::object& object) {
        if constexpr (std::is_same_v<Query, None>) {
            detail::document_parameters(object, info.path, nullptr);
        } else {
            reflect::SchemaBook own;
            own.schema<Query>();
            auto const schema = own.components().at(reflect::SchemaBook::type_name<Query>()).as_object();
            detail::document_parameters(object, info.path, &schema);
        }
        if constexpr (!std::is_same_v<Body, None>) detail::document_body(object, into.schema<Body>());
        if constexpr (std::is_same_v<Answer, None>) {
            detail::document_answer(object, info.success, nullptr);
        } else {
            auto const schema = into.schema<Answer>();
            if constexpr (requires { Answer::is_event_stream; }) {
                detail::document_answer(object, info.success, &schema, "text/event-stream");
            } else {
                detail::document_answer(object, info.success, &schema);
            }
        }
    };
    add(std::move(operation));
}

}  // namespace mailapp::http
