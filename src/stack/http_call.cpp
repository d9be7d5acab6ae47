#include "stack/http_call.hpp"

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <stdexcept>

namespace mailapp {
namespace {

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

struct Sink {
    std::string text;
    std::size_t limit;
};

std::size_t collect(char* data, std::size_t size, std::size_t count, void* to) {
    auto& sink = *static_cast<Sink*>(to);
    auto const bytes = size * count;
    if (sink.text.size() + bytes > sink.limit) return 0;  // curl then ends the transfer with an error
    sink.text.append(data, bytes);
    return bytes;
}

HeaderList header_list(std::vector<std::string> const& headers) {
    HeaderList list;
    for (auto const& header : headers) {
        auto* longer = curl_slist_append(list.get(), header.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        // Appending to a list gives back its head: the same as before but for the first one.
        (void)list.release();
        list.reset(longer);
    }
    return list;
}

Handle new_handle() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("curl_global_init");
    });
    Handle handle(curl_easy_init());
    if (!handle) throw std::runtime_error("curl_easy_init");
    return handle;
}

}  // namespace

Result<HttpAnswer> http_post(HttpCall const& call) {
    auto const handle = new_handle();
    auto const headers = header_list(call.headers);
    Sink sink{{}, call.longest_reply};
    auto* const curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(call.deadline.count()));
    if (!call.unix_socket.empty()) curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, call.unix_socket.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
    if (auto const failed = curl_easy_perform(curl); failed != CURLE_OK) {
        return upstream("http_call.failed",
                        call.url + " cannot be asked: " + std::string(curl_easy_strerror(failed)) + ".");
    }
    HttpAnswer answer;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.body = std::move(sink.text);
    return answer;
}

}  // namespace mailapp
