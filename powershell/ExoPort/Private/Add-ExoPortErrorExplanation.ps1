function Add-ExoPortErrorExplanation {
    <# Counts what one answer has found into a search. #>
    param([hashtable] $Search, [object] $Answer)

    $Search.Omitted += [long] $Answer.omitted
    foreach ($one in $Answer.explanations) {
        # As the library does: the same number is the same code, with or without the reply that it came with.
        $key = if ($one.enhanced) { "$($one.enhanced) $($one.name)" } else { "$($one.reply) - $($one.name)" }
        $known = $Search.Found[$key]
        if (-not $known) {
            if ($Search.Found.Count -ge 256) {
                $Search.Omitted += [long] $one.count
                continue
            }
            $reply = $one.reply
            # Windows PowerShell reads small numbers as Int32 and PowerShell 7 as Int64: one type for both.
            if ($null -ne $reply) { $reply = [int] $reply }
            $Search.Found[$key] = [pscustomobject]@{
                PSTypeName   = 'ExoPort.ErrorExplanation'
                Code         = $reply
                EnhancedCode = $one.enhanced
                Name         = $one.name
                Count        = [long] $one.count
                Meaning      = $one.meaning
                Remedy       = $one.remedy
                Side         = ConvertTo-ExoPortWord -Word $one.side
                IsGeneric    = [bool] $one.generic
                IsTemporary  = [bool] $one.temporary
                Source       = $one.source
                Provenance   = ConvertTo-ExoPortWord -Word $one.provenance
                FirstLine    = $Search.Lines + [long] $one.first_line
                LastLine     = $Search.Lines + [long] $one.last_line
                FirstTime    = $one.first_time
                LastTime     = $one.last_time
                Path         = $(if ($Search.Path) { $Search.Path })
                Sample       = $one.sample
            }
            continue
        }
        $known.Count += [long] $one.count
        $known.LastLine = $Search.Lines + [long] $one.last_line
        if (-not $known.FirstTime) { $known.FirstTime = $one.first_time }
        if ($one.last_time) { $known.LastTime = $one.last_time }
        if ($null -eq $known.Code -and $null -ne $one.reply) { $known.Code = [int] $one.reply }
    }
}
