// The border of HTTP: requests in bytes, targets, query strings, cookies, conditional and forwarding headers.
#include "features/mailboxes/types.hpp"
#include "fuzz.hpp"
#include "http/compress.hpp"
#include "http/forwarded.hpp"
#include "http/request_reader.hpp"
#include "http/routes.hpp"

#include <algorithm>

namespace {

using namespace mailapp;
using fuzz::require;

constexpr std::size_t header_limit = 2048;
constexpr std::size_t body_limit = 4096;

bool has_line_end(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

struct Outcome {
    std::size_t taken = 0;
    bool complete = false;
    int refused = 0;
    http::RawRequest request;
};

/// Feeds as a connection does, `step` bytes more each time.
Outcome read_in_steps(std::string_view text, std::size_t step) {
    http::RequestReader reader(header_limit, body_limit);
    Outcome outcome;
    std::size_t there = 0;
    while (true) {
        auto const taken = reader.take(text.substr(outcome.taken, there - outcome.taken));
        require(taken <= there - outcome.taken);
        outcome.taken += taken;
        if (reader.refusal() || reader.complete()) break;
        if (taken > 0) continue;
        if (there == text.size()) break;
        there = std::min(text.size(), there + step);
    }
    outcome.complete = reader.complete() && !reader.refusal();
    if (reader.refusal()) outcome.refused = reader.refusal()->status;
    outcome.request = reader.release();
    return outcome;
}

void read_request(std::string_view text) {
    auto const whole = read_in_steps(text, std::max<std::size_t>(text.size(), 1));
    auto const parts = read_in_steps(text, 1);
    // Where the network cuts changes nothing.
    require(whole.complete == parts.complete);
    require(whole.complete || (whole.refused == 0) == (parts.refused == 0));
    require(whole.request.body.size() <= body_limit);
    if (!whole.complete) return;
    require(whole.taken == parts.taken && whole.request.body == parts.request.body);
    require(whole.request.headers == parts.request.headers && whole.request.target == parts.request.target);
    require(whole.request.target.starts_with('/') || whole.request.target == "*");
    require(!has_line_end(whole.request.target));
    for (auto const& [name, value] : whole.request.headers)
        require(!has_line_end(name) && !has_line_end(value));
}

void read_query(std::string_view text) {
    static auto const schema = [] {
        reflect::SchemaBook book;
        book.schema<mailboxes::MailboxFilter>();
        return book.components().at(reflect::SchemaBook::type_name<mailboxes::MailboxFilter>()).as_object();
    }();
    auto const object = http::detail::query_object(text, schema);
    if (object) (void)reflect::from_json<mailboxes::MailboxFilter>(*object);
}

/// A header a line.
void read_headers(std::string_view text) {
    http::RawRequest request;
    request.remote = "10.0.0.1";
    for (auto const line : split(text, '\n')) {
        auto const colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        request.headers.emplace_back(to_lower(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
    if (auto const cookie = request.cookie("__Host-mailapp")) require(cookie->find(';') == std::string::npos);
    auto const version = http::detail::expected_version(request);
    if (version && *version) {
        // A version that was read is one that the server writes.
        auto const tag = "\"" + std::to_string(**version) + "\"";
        require(http::names_tag(tag, tag) && http::names_tag("W/" + tag, tag));
    }
    (void)http::names_tag(request.header("if-none-match"), "W/\"0123456789abcdef\"");
    for (auto const* coding : {"br", "gzip"}) {
        auto const weight = http::coding_weight(request.header("accept-encoding"), coding);
        require(weight >= 0 && weight <= 1000);
    }
    static std::vector const proxies{*identity::Network::parse("10.0.0.0/8")};
    if (http::believe_proxies(request, proxies)) {
        auto const client = identity::IpAddress::parse(request.remote);
        require(client && client->text() == request.remote);
    }
}

void read_escapes(std::string_view text) {
    require(percent_decode(percent_encode(text)) == std::string(text));
    require(from_base64(to_base64(text)) == std::string(text));
    require(from_hex(to_hex(text)) == std::string(text));
    if (auto const decoded = percent_decode(text, true)) require(decoded->size() <= text.size());
    if (auto const bytes = from_base64(text)) require(bytes->size() <= text.size());
}

void find_route(std::string_view text) {
    static auto const routes = [] {
        http::Routes all;
        for (auto const* path :
             {"/api/v2/domains", "/api/v2/domains/{domain}", "/api/v2/domains/{domain}/dkim/{id}"}) {
            http::OperationInfo info;
            info.path = path;
            info.id = path;
            all.on<http::None, http::None, http::None>(
                info,
                [](http::Request<http::None, http::None>) -> Result<http::None> { return http::None(); });
        }
        return all;
    }();
    auto const match = routes.find(http::Method::get, text);
    for (auto const& [name, value] : match.parameters) require(!value.empty() && is_clean_utf8(value));
    if (match.operation != nullptr) (void)match.operation->run({}, {}, match.parameters);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::Input const input(data, size);
    switch (input.choice % 5) {
        case 0: read_request(input.text); break;
        case 1: read_query(input.text); break;
        case 2: read_headers(input.text); break;
        case 3: read_escapes(input.text); break;
        case 4: find_route(input.text); break;
        default: break;
    }
    return 0;
}
