#include "stack/http_client.hpp"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace mailapp::stack {
namespace {

constexpr std::size_t body_limit = 16 * 1024 * 1024;

std::size_t collect(char* data, std::size_t size, std::size_t count, void* target) {
    auto& body = *static_cast<std::string*>(target);
    if (body.size() + size * count > body_limit) return 0;
    body.append(data, size * count);
    return size * count;
}

struct Headers {
    curl_slist* list = nullptr;
    Headers() = default;
    Headers(Headers const&) = delete;
    Headers& operator=(Headers const&) = delete;
    ~Headers() { curl_slist_free_all(list); }
    void add(std::string const& line) {
        auto* const longer = curl_slist_append(list, line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        list = longer;
    }
};

}  // namespace

Result<HttpReply> http_call(HttpCall const& call) {
    // Thread-safe from the first use on (C++ statics); curl_global_init itself is not.
    static bool const ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> const handle(curl_easy_init(), curl_easy_cleanup);
    if (!ready || !handle) throw std::runtime_error("libcurl cannot be started");

    Headers headers;
    headers.add("Expect:");  // no waiting for "100 Continue"
    for (auto const& [name, value] : call.headers) headers.add(name + ": " + value);
    HttpReply reply;
    std::array<char, CURL_ERROR_SIZE> problem{};
    auto* const curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.list);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(call.deadline.count()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem.data());
    if (!call.unix_socket.empty()) curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, call.unix_socket.c_str());
    if (!call.body.empty() || call.method == "POST") {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    }
    if (auto const failed = curl_easy_perform(curl); failed != CURLE_OK) {
        std::string const why = problem[0] != '\0' ? problem.data() : curl_easy_strerror(failed);
        return upstream("upstream.unreachable", call.url + " did not answer: " + why + ".");
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    return reply;
}

}  // namespace mailapp::stack
