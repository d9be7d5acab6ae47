#include "stack/mail_client.hpp"

#include "base/text.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace mailapp::stack {
namespace {

constexpr std::size_t answer_limit = 16 * 1024 * 1024;
constexpr long deadline_ms = 60'000;

std::size_t collect(char* data, std::size_t size, std::size_t count, void* target) {
    auto& text = *static_cast<std::string*>(target);
    if (text.size() + size * count > answer_limit) return 0;
    text.append(data, size * count);
    return size * count;
}

std::size_t provide(char* buffer, std::size_t size, std::size_t count, void* source) {
    auto& rest = *static_cast<std::string_view*>(source);
    auto const length = std::min(rest.size(), size * count);
    std::memcpy(buffer, rest.data(), length);
    rest.remove_prefix(length);
    return length;
}

class List {
public:
    List() = default;
    explicit List(std::string const& line) { add(line); }
    List(List const&) = delete;
    List& operator=(List const&) = delete;
    ~List() { curl_slist_free_all(list_); }
    void add(std::string const& line) {
        auto* const longer = curl_slist_append(list_, line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        list_ = longer;
    }
    curl_slist* get() const { return list_; }

private:
    curl_slist* list_ = nullptr;
};

/// One transfer to a mail server.
class Transfer {
public:
    Transfer(MailServer const& server, MailLogin const& login)
        : handle_(curl_easy_init(), curl_easy_cleanup),
          resolve_(server.hostname + ":" + std::to_string(server.port) + ":" + server.address) {
        if (!handle_) throw std::runtime_error("libcurl cannot be started");
        set(CURLOPT_ERRORBUFFER, problem_.data());
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_PROXY, "");
        set(CURLOPT_TIMEOUT_MS, deadline_ms);
        set(CURLOPT_RESOLVE, resolve_.get());
        set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        set(CURLOPT_CAINFO, server.ca_file.c_str());
        set(CURLOPT_WRITEFUNCTION, collect);
        set(CURLOPT_WRITEDATA, &answer_);
        if (!login.user.empty()) {
            set(CURLOPT_USERNAME, login.user.c_str());
            set(CURLOPT_PASSWORD, std::string(login.password.reveal()).c_str());
        }
    }

    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK)
            throw std::runtime_error("libcurl does not know an option");
    }

    /// What the server sent. Error: upstream.unreachable with libcurl's words.
    Result<std::string> run(std::string const& url) {
        answer_.clear();
        set(CURLOPT_URL, url.c_str());
        auto const failed = curl_easy_perform(handle_.get());
        if (failed == CURLE_OK) return answer_;
        return upstream("upstream.unreachable",
                        problem_[0] != '\0' ? problem_.data() : curl_easy_strerror(failed));
    }

    long last_code() const {
        long code = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
        return code;
    }

private:
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
    List resolve_;
    std::string answer_;
    std::array<char, CURL_ERROR_SIZE> problem_{};
};

std::string url_of(char const* scheme, MailServer const& server) {
    return std::string(scheme) + "://" + server.hostname + ":" + std::to_string(server.port);
}

}  // namespace

Result<SmtpAnswer> smtp_send(MailServer const& server, MailLogin const& login,
                             OutgoingMessage const& message) {
    Transfer transfer(server, login);
    List recipients;
    for (auto const& recipient : message.recipients) recipients.add("<" + recipient + ">");
    auto const sender = "<" + message.sender + ">";
    std::string_view rest = message.content;
    transfer.set(CURLOPT_MAIL_FROM, sender.c_str());
    transfer.set(CURLOPT_MAIL_RCPT, recipients.get());
    transfer.set(CURLOPT_UPLOAD, 1L);
    transfer.set(CURLOPT_READFUNCTION, provide);
    transfer.set(CURLOPT_READDATA, &rest);
    auto const sent = transfer.run(url_of("smtp", server) + "/" + server.hostname);
    auto const code = transfer.last_code();
    if (!sent && code < 400) return sent.error();
    return SmtpAnswer{code};
}

Result<std::string> imap_message(MailServer const& server, MailLogin const& login, std::string const& word) {
    Transfer transfer(server, login);
    auto const inbox = url_of("imaps", server) + "/INBOX";
    // "* SEARCH 1 2": message numbers of the selected folder.
    auto const found = transfer.run(inbox + "?SUBJECT%20" + word);
    if (!found) return found.error();
    auto const numbers = split(trim(*found), ' ');
    auto const last = parse_int(numbers.back());
    if (!last) return std::string();
    return transfer.run(inbox + "/;MAILINDEX=" + std::to_string(*last));
}

}  // namespace mailapp::stack
