#include "http/static_files.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace mailapp::http {
namespace {

std::string type_of(std::string const& name) {
    static std::map<std::string, std::string> const types{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".woff2", "font/woff2"},
        {".ico", "image/x-icon"},
        {".map", "application/json"},
        {".txt", "text/plain; charset=utf-8"},
    };
    auto const found = types.find(std::filesystem::path(name).extension().string());
    return found == types.end() ? "application/octet-stream" : found->second;
}

/// "app-3f2a91bc.js": at least eight characters between the last "-" and the extension.
bool has_hash(std::string const& name) {
    auto const stem = std::filesystem::path(name).stem().string();
    auto const dash = stem.rfind('-');
    return dash != std::string::npos && stem.size() - dash > 8 &&
           std::any_of(stem.begin() + static_cast<std::ptrdiff_t>(dash), stem.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

StaticFiles::StaticFiles(std::filesystem::path const& directory, std::string prefix)
    : prefix_(std::move(prefix)) {
    if (!std::filesystem::is_directory(directory)) return;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        auto content = read_file(entry.path());
        if (!content) continue;
        auto const name = std::filesystem::relative(entry.path(), directory).generic_string();
        // Weak: the server may compress what it names.
        auto tag = "W/\"" + to_hex(sha256(*content)).substr(0, 16) + "\"";
        files_[name] = {std::move(*content), type_of(name), std::move(tag)};
    }
}

RawResponse StaticFiles::handle(RawRequest const& request) const {
    if (request.method != Method::get && request.method != Method::head)
        return text_response(405, "GET only\n");
    auto const path = request.path();
    auto const name = path.starts_with(prefix_) ? std::string(path.substr(prefix_.size())) : std::string();
    auto const found = files_.find(name);
    if (found == files_.end()) return text_response(404, "There is nothing at this address.\n");
    if (request.header("if-none-match") == found->second.tag) {
        RawResponse unchanged;
        unchanged.status = 304;
        unchanged.set("ETag", found->second.tag);
        return unchanged;
    }
    return file(name);
}

RawResponse StaticFiles::file(std::string const& name) const {
    auto const& found = files_.at(name);
    RawResponse response;
    response.body = found.content;
    response.set("Content-Type", found.type);
    response.set("ETag", found.tag);
    response.set("Cache-Control", has_hash(name) ? "public, max-age=31536000, immutable" : "no-cache");
    if (found.type.starts_with("text/html")) response.set("Content-Security-Policy", content_security_policy);
    return response;
}

}  // namespace mailapp::http
