function Test-ExoPortTaskName {
    <# Whether a text can be the name of a task, which is the name of a file and of a folder too; else a message in $Problem. #>
    param([string] $TaskName, [System.Collections.IList] $Problem)

    if ($TaskName -match '^[^\\/:*?"<>|`\[\]\x00-\x1f]{1,100}$' -and $TaskName -notmatch '^[ .]|[ .]$') { return $true }
    $null = $Problem.Add("-TaskName '$(Limit-ExoPortText $TaskName)' is not a valid task name. Use 1 to 100 characters, none of \ / : * ? `" < > | [ ] ``, with no space or dot at either end.")
    $false
}
