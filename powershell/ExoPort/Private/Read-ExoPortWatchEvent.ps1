function Read-ExoPortWatchEvent {
    <# One line of a watch (docs/watch.md): a change is given as an object, with -PassThru also a round; the rest is told. #>
    param([hashtable] $State, [string] $Json)

    $seen = ConvertFrom-ExoPortJson -Json $Json
    switch ($seen.kind) {
        'watch-started' {
            Write-Verbose -Message "The state is $($seen.state_path), with $($seen.rounds) rounds."
            # For those who want it in a transcript; not shown by default.
            Write-Information -MessageData "The state is $($seen.state_path)." -Tags 'ExoPort.Watching'
            if ($seen.warning) { Write-Warning -Message $seen.warning }
        }
        'change' { ConvertTo-ExoPortChange -Change $seen -Json $Json }
        'round' {
            $State.Last = $seen
            if ($seen.problem) { Write-Warning -Message "$($seen.problem); the watch goes on and tries again in the next round." }
            Write-Verbose -Message "Round $($seen.number): $($seen.result), changes: $($seen.changes)."
            if ($State.PassThru) { ConvertTo-ExoPortWatchRound -Round $seen -Json $Json }
        }
        'watch-ended' {
            if ($seen.reason -eq 'failed') { $State.Failure = "The watch ended early: $($seen.detail)" }
        }
    }
}
